import ArgumentParser
import DiffusionModel
import Glibc
import Tensor

struct EvaluateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluate", abstract: "Evaluates the network once, so that another program can compare.",
        discussion: """
            Standard input: pictures as 32-bit floats of this machine, [batch][height][width][channels]. Standard output: the \
            predictions in the same order. All at one timestep, without a prompt.
            """)

    @Argument(help: "The model's folder, such as weights/fashion.")
    var model: String

    @Option(help: "The timestep, from 1 on.")
    var timestep = 500

    @Option(help: "Pictures.")
    var batch = 2

    func validate() throws {
        guard (1...64).contains(batch) else { throw ValidationError("--batch must be 1 to 64.") }
    }

    func run() throws {
        let model = try LoadedModel.load(folder: model, threadPool: ThreadPool(threads: 1), maximumBatch: batch)
        guard (1...model.manifest.schedule.timesteps).contains(timestep) else {
            throw ValidationError("--timestep must be 1 to \(model.manifest.schedule.timesteps).")
        }
        let count = batch * model.manifest.image.elements
        let bytes = Self.standardInput()
        guard bytes.count == count * MemoryLayout<Float>.stride else {
            throw ValidationError("Standard input must hold \(count) floats, not \(bytes.count) bytes.")
        }
        let x = bytes.withUnsafeBytes { Array($0.bindMemory(to: Float.self)) }
        var prediction = x
        let timesteps = [Int](repeating: timestep, count: batch)
        let prompts = (0..<batch).flatMap { _ in model.unet.condition(prompt: nil) }
        x.withUnsafeBufferPointer { x in
            timesteps.withUnsafeBufferPointer { timesteps in
                prompts.withUnsafeBufferPointer { prompts in
                    prediction.withUnsafeMutableBufferPointer { prediction in
                        model.unet.predict(x, timesteps: timesteps, prompts: prompts, into: prediction)
                    }
                }
            }
        }
        prediction.withUnsafeBytes(Self.output)
    }

    private static func standardInput() -> [UInt8] {
        var (input, buffer) = ([UInt8](), [UInt8](repeating: 0, count: 65_536))
        while case let count = read(STDIN_FILENO, &buffer, buffer.count), count > 0 { input += buffer.prefix(count) }
        return input
    }

    private static func output(_ bytes: UnsafeRawBufferPointer) {
        var rest = bytes[...]
        while case let count = write(STDOUT_FILENO, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count),
            count > 0
        {
            rest = rest.dropFirst(count)
        }
    }
}
