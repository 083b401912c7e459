import ArgumentParser
import WireProtocol

extension JobID: ExpressibleByArgument {
    /// 32 hexadecimal digits.
    public init?(argument: String) {
        self.init(hex: argument)
    }
}
