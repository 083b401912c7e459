import ArgumentParser
import DiffusionModel
import Foundation
import Tensor

struct ReadyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ready", abstract: "How long it takes from the start of a program until it is ready.",
        discussion: """
            Starts a process that loads the model and says so, or with --server a server, again and again; the time is from \
            before its start to its first line of output that contains "ready" or "listens".
            """)

    @Argument(help: "The model's folder, such as weights/fashion.")
    var model: String

    @Option(help: "How often.")
    var runs = 21

    @Option(help: "Threads.")
    var threads = 2

    @Option(help: "The program reverie-server, to be measured instead, with all models of the folder.")
    var server: String?

    @Flag(help: .hidden)
    var child = false

    func validate() throws {
        guard (1...1000).contains(runs) else { throw ValidationError("--runs must be 1 to 1000.") }
        guard (1...64).contains(threads) else { throw ValidationError("--threads must be 1 to 64.") }
    }

    func run() throws {
        if child {
            let model = try LoadedModel.load(folder: model, threadPool: ThreadPool(threads: threads), maximumBatch: 2)
            print("\(model.manifest.name) is ready")
            return
        }
        var times: [Double] = []
        for _ in 0..<runs { times.append(try once()) }
        times.sort()
        print(
            "ready \((times[times.count / 2] * 1e3).text(1)) ms after the start (median of \(runs)), at best \((times[0] * 1e3).text(1))"
        )
    }

    private func once() throws -> Double {
        let folder = FileManager.default.temporaryDirectory.appending(path: "reverie-bench-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let (process, pipe) = (Process(), Pipe())
        if let server {
            process.executableURL = URL(filePath: server)
            process.arguments = ["--wire-port", "0", "--weights", model, "--data-dir", folder.path()]
        } else {
            process.executableURL = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
            process.arguments = ["ready", model, "--threads", "\(threads)", "--child"]
        }
        process.standardOutput = pipe
        process.standardError = pipe
        let start = ContinuousClock.now
        try process.run()
        var output = ""
        while !output.contains("ready\n") && !output.contains("listens") {
            let bytes = pipe.fileHandleForReading.availableData
            guard !bytes.isEmpty else { throw ValidationError("The program ended before it was ready: \(output)") }
            output += String(decoding: bytes, as: UTF8.self)
        }
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        process.terminate()
        process.waitUntilExit()
        return seconds
    }
}
