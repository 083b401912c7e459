import HTTPTypes
import Hummingbird

extension Request {
    /// Whether a browser goes to an address, rather than a page or a program asking for what is there.
    var isForPage: Bool {
        [.get, .head].contains(method) && headers[.accept]?.contains("text/html") == true
    }
}
