import ArgumentParser
import Benchmarking
import DiffusionModel
import FoundationEssentials
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
        let command =
            if let server {
                [server, "--wire-port", "0", "--weights", model, "--data-dir", folder.path()]
            } else {
                ["/proc/self/exe", "ready", model, "--threads", "\(threads)", "--child"]
            }
        let start = ContinuousClock.now
        let program = try ChildProgram(command)
        defer { program.stop() }
        var output = ""
        while !output.contains("ready\n") && !output.contains("listens") {
            guard let text = program.nextOutput() else {
                throw ValidationError("The program ended before it was ready: \(output)")
            }
            output += text
        }
        return (ContinuousClock.now - start) / .seconds(1)
    }
}
