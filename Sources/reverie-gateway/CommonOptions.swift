import ArgumentParser
import Foundation
import Gateway
import WireTransport

/// What every command needs to know.
struct CommonOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Where the inference server is.", valueName: "host:port"))
    var server = "localhost:7433"

    @Option(
        help: ArgumentHelp(
            "The file with the token, where the inference server asks for one. (default: $REVERIE_TOKEN_FILE)",
            valueName: "file"))
    var tokenFile: String?

    @Flag(help: "Talk to the inference server over TLS; it is known by its certificate from the first time on.")
    var tls = false

    @Option(help: "Where pictures are kept (default: reverie in the user's data folder).")
    var dataDir: String?

    var address: ServerAddress {
        get throws(ConnectionError) { try ServerAddress(parsing: server) }
    }

    var security: ClientSecurity {
        get throws(SecurityError) {
            try ClientSecurity(tokenFile: tokenFile, tls: tls, environment: ProcessInfo.processInfo.environment)
        }
    }

    var folder: String {
        dataDir ?? GatewayConfiguration.defaultDataDirectory(environment: ProcessInfo.processInfo.environment)
    }

    func validate() throws {
        do {
            _ = try address
        } catch {
            throw ValidationError(error.description)
        }
    }
}
