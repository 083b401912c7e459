import ArgumentParser
import Foundation
import InferenceService
import TestSupport
import Testing
import WireTransport

@testable import ServerCommand

@Suite struct ServerOptionsTests {
    private func configuration(
        _ arguments: [String], environment: [String: String] = [:], file: String? = nil
    ) throws -> InferenceConfiguration {
        let folder = try TemporaryFolder()
        var arguments = arguments + ["--weights", folder.path]
        if let file {
            try Data(file.utf8).write(to: URL(filePath: folder.file("server.toml")))
            arguments += ["--config", folder.file("server.toml")]
        }
        let options = try ServerOptions.parse(arguments)
        return try options.configuration(try options.layers(environment: environment), dataFolder: "/data")
    }

    @Test func theDefaults() throws {
        let configuration = try configuration([])
        #expect(configuration.host == "127.0.0.1" && configuration.port == 7433)
        #expect(configuration.quotas == Quotas() && configuration.retention == Retention())
        #expect(configuration.access.tokenFile == nil && configuration.access.certificate == nil)
    }

    @Test func optionsGoOverTheEnvironmentAndThatOverTheFile() throws {
        let file = "wire-port = 1\nmax-queue = 11\nkeep-hours = 3\ndrain-seconds = 7"
        let configuration = try configuration(
            ["--wire-port", "3"], environment: ["REVERIE_WIRE_PORT": "2", "REVERIE_MAX_QUEUE": "12"], file: file)
        #expect(configuration.port == 3)
        #expect(configuration.quotas.queued == 12)
        #expect(configuration.retention.age == .seconds(3 * 3600))
        #expect(configuration.drainTime == .seconds(7))
    }

    @Test(
        arguments: [
            (["--wire-port", "70000"], [:], "wire-port must be 0 to 65535"),
            (["--threads", "0"], [:], "threads must be 1 to 64"),
            ([], ["REVERIE_THREADS": "many"], "REVERIE_THREADS is “many”"),
            (["--host", "0.0.0.0"], [:], "0.0.0.0"),
            (["--tls-certificate", "/c.pem"], [:], ""),
            ([], ["REVERIE_CONFIG": "/absent.toml"], "/absent.toml"),
        ] as [([String], [String: String], String)])
    func whatCannotBeIsSaid(arguments: [String], environment: [String: String], sentence: String) {
        let error = #expect(throws: (any Error).self) { try configuration(arguments, environment: environment) }
        #expect(sentence.isEmpty || "\(error.map { "\($0)" } ?? "")".contains(sentence), "\(String(describing: error))")
    }

    @Test func aSettingThatNobodyKnowsIsRefused() {
        #expect(throws: ValidationError.self) { try configuration([], file: "wire-prot = 1") }
    }

    @Test func everyOptionIsASettingOfTheFile() throws {
        let help = ServerOptions.helpMessage()
        for name in ServerOptions.names {
            #expect(help.contains("--\(name)"), "\(name)")
            #expect(help.contains(LayeredSettings.variable(name)), "\(name)")
        }
    }
}
