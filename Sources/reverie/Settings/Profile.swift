import TOMLKit
import WireTransport

/// What a person set up once for a server.
struct Profile: Equatable, Sendable {
    /// `host[:port]`.
    var server: String?
    /// The gateway's address.
    var gateway: String?
    /// The file that holds the token; a relative path is one in the folder of the configuration.
    var tokenFile: String?
    var tls: Bool?
    /// Of the server's certificate; asks for TLS.
    var fingerprint: Fingerprint?
    var graphics: String?
    /// As `--output`.
    var output: String?

    init() {}

    /// - Parameters:
    ///   - folder: of the configuration.
    ///   - fail: makes the failure for a complaint.
    init(
        _ table: TOMLTable, folder: String, fail: (String) -> CommandFailure
    ) throws(CommandFailure) {
        for key in table.keys {
            guard let value = table[key] else { continue }
            let text = value.string
            switch key {
            case "server" where text != nil: server = text
            case "gateway" where text != nil: gateway = text
            case "token_file":
                guard let text else { throw fail("\(key) is a text") }
                tokenFile = text.hasPrefix("/") ? text : folder + "/" + text
            case "tls":
                guard let flag = value.bool else { throw fail("tls is true or false") }
                tls = flag
            case "fingerprint":
                guard let digits = text.map({ $0.hasPrefix("sha256:") ? String($0.dropFirst(7)) : $0 }),
                    let fingerprint = Fingerprint(hex: digits)
                else { throw fail("fingerprint is \"sha256:\" and 64 hexadecimal digits") }
                self.fingerprint = fingerprint
            case "graphics" where text != nil: graphics = text
            case "output" where text != nil: output = text
            case "server", "gateway", "graphics", "output": throw fail("\(key) is a text")
            default:
                throw fail(
                    "there is no setting \"\(key)\"; there are server, gateway, token_file, tls, fingerprint, graphics and output"
                )
            }
        }
    }
}
