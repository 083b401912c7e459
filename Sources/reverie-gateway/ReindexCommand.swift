import ArgumentParser
import Foundation
import Gateway
import Logging

struct ReindexCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reindex",
        abstract: "Has captions encoded, so that pictures are found by what they mean.",
        discussion: """
            A gateway does this by itself, beside its other work. By hand it is done at once, and repairs what was damaged: \
            captions without a vector, with one of the wrong length, or with one of another encoder. Stop the gateway first; \
            the inference server has to run. It may be interrupted at any time.
            """)

    @OptionGroup var common: CommonOptions

    @Flag(help: "Encode every caption anew, whether it seems to need it or not.")
    var all = false

    func run() async throws {
        let logger = Logger(label: "reverie-gateway") { StreamLogHandler.standardError(label: $0) }
        do {
            let count = try await Reindexing.run(
                folder: common.folder, server: common.address, security: common.security, all: all,
                logger: logger)
            let pictures = count == 1 ? "1 caption was" : "\(count) captions were"
            FileHandle.standardOutput.write(Data("\(pictures) encoded; every picture is found by its meaning.\n".utf8))
        } catch {
            FileHandle.standardError.write(Data("reverie-gateway: \(error)\n".utf8))
            throw ExitCode.failure
        }
    }
}
