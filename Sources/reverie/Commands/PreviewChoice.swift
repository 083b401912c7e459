import ArgumentParser
import WireProtocol

/// What forms in the terminal, by the names of the literature.
enum PreviewChoice: String, CaseIterable, ExpressibleByArgument {
    case x0, xt, both

    var content: PreviewContent {
        switch self {
        case .x0: .x0
        case .xt: .xt
        case .both: .both
        }
    }
}
