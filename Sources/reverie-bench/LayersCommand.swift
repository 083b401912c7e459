import ArgumentParser
import Benchmarking
import DiffusionModel

struct LayersCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "layers", abstract: "Where a denoising step's time goes, layer by layer, on one thread.",
        discussion: """
            FLOPs are counted as if every convolution were computed directly, so Winograd's may pass 100 % of the machine's \
            multiply-add peak.
            """)

    @OptionGroup var arguments: ModelArguments

    @Option(help: "Pictures evaluated together, guidance counted.")
    var batch = 2

    func validate() throws {
        guard (1...4).contains(batch) else { throw ValidationError("--batch must be 1 to 4.") }
    }

    func run() throws {
        var bench = try BenchModel(folder: arguments.model, threads: 1, batch: batch)
        let peak = Peak.measure()
        let log = LayerLog()
        bench.model.unet.observer = log.layerIsDone
        let time = Measurement(seconds: arguments.seconds) {
            log.begin()
            bench.evaluate(batch: batch)
        }
        print("layer".rightPadded(36), "    ms  share  GFLOP/s  of peak")
        for layer in log.layers + [log.total(time.median)] {
            let rate = 2 * Double(layer.multiplyAdds) / layer.median / 1e9
            print(
                layer.name.rightPadded(36), (layer.median * 1e3).text(3).leftPadded(6),
                (100 * layer.median / time.median).text(1).leftPadded(5) + "%",
                layer.multiplyAdds == 0
                    ? "" : rate.text(1).leftPadded(8) + (100 * rate / peak).text(0).leftPadded(8) + "%")
        }
        print("This machine's peak on one thread: \(peak.text(0)) GFLOP/s, measured.")
    }
}
