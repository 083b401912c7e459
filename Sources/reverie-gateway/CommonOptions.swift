import ArgumentParser
import Foundation
import Gateway
import WireTransport

/// What every command needs to know.
struct CommonOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Where the inference server is.", valueName: "host:port"))
    var server = "localhost:7433"

    @Option(help: "Where pictures are kept (default: reverie in the user's data folder).")
    var dataDir: String?

    var address: ServerAddress {
        get throws(ConnectionError) { try ServerAddress(parsing: server) }
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
