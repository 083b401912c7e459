import ArgumentParser
import Benchmarking
import Tensor
import TextModel

struct EmbedCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "embed", abstract: "How long the sentence encoder takes for a text, on one core, and its memory.")

    @Option(help: "The encoder's folder.")
    var encoder = "weights/minilm"

    @Option(help: "The caption to measure with.")
    var text = "A small brown leather boot that my grandmother gave me for the winter"

    func run() throws {
        let before = ResidentMemory.megabytes
        let encoder = try SentenceEncoder.load(folder: encoder, operations: Operations(pool: ThreadPool(threads: 1)))
        let longest = String(repeating: text + ", ", count: encoder.manifest.maximumTokens)
        for (what, text) in [("the caption", text), ("the longest text that is read", longest)] {
            let time = Measurement(seconds: 3) { _ = encoder.embedding(of: text) }
            print("\((time.median * 1e3).text(2)) ms (median), \((time.best * 1e3).text(2)) ms (best) for \(what)")
        }
        if let before, let after = ResidentMemory.megabytes { print("\((after - before).text(0)) MB in memory") }
    }
}
