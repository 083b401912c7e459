/// Why something was refused or failed (specification, section 9).
package enum WireErrorCode: UInt16, CaseIterable, Sendable {
    case malformed = 1
    case frameTooLarge = 2
    case unsupportedVersion = 3
    case helloExpected = 4
    case unknownRequest = 5
    case requestInUse = 6
    case unauthorized = 7
    case unknownModel = 10
    case unknownSampler = 11
    case invalidParameter = 12
    case unknownPrompt = 13
    case busy = 14
    case notFound = 15
    case `internal` = 20
    case shuttingDown = 21
}

extension WireErrorCode {
    /// Whether a server closes the connection after an ERROR with this code.
    package var endsConnection: Bool {
        switch self {
        case .malformed, .frameTooLarge, .unsupportedVersion, .helloExpected, .unauthorized: true
        default: false
        }
    }

    /// Whether the same request may succeed later.
    package var isRetryable: Bool {
        self == .busy || self == .shuttingDown
    }

    /// A code that a newer server may send and this code does not know counts as `internal`: the message beside it says
    /// more, and `retryable` says whether to try again.
    init(from reader: inout WireReader) throws(WireDecodingError) {
        self = WireErrorCode(rawValue: try reader.integer("code")) ?? .internal
    }
}
