import ArgumentParser
import Foundation
import Gateway

/// Where the catalogue is, for commands that need nothing else.
struct DataOptions: ParsableArguments {
    @Option(help: "Where pictures are kept (default: reverie in the user's data folder).")
    var dataDir: String?

    var folder: String {
        dataDir ?? GatewayConfiguration.defaultDataDirectory(environment: ProcessInfo.processInfo.environment)
    }
}

/// What commands say, and how they fail.
enum Output {
    static func line(_ text: String) {
        FileHandle.standardOutput.write(Data((text + "\n").utf8))
    }

    /// Runs a command; what it throws is told on standard error, and ends it with status 1.
    static func failing<Value>(_ body: () throws -> Value) throws -> Value {
        do {
            return try body()
        } catch let code as ExitCode {
            throw code
        } catch {
            FileHandle.standardError.write(Data("reverie-gateway: \(error)\n".utf8))
            throw ExitCode.failure
        }
    }

    static func failingLater<Value>(_ body: () async throws -> Value) async throws -> Value {
        do {
            return try await body()
        } catch let code as ExitCode {
            throw code
        } catch {
            FileHandle.standardError.write(Data("reverie-gateway: \(error)\n".utf8))
            throw ExitCode.failure
        }
    }

    static func count(_ number: Int, _ one: String, _ many: String) -> String {
        number == 1 ? "1 \(one)" : "\(number) \(many)"
    }
}
