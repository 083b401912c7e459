import HTTPTypes
import WireProtocol

/// The body of POST /api/jobs. What is left out is taken from the model's defaults.
struct JobRequest: Sendable {
    var model: String?
    var prompt: String?
    var negativePrompt: String?
    var seed: Seed?
    var count: Int?
    var steps: Int?
    var sampler: String?
    var guidanceScale: Float?
    var eta: Float?

    /// A decimal text, or a number where the client's numbers hold 64 bits.
    struct Seed: Decodable, Sendable {
        let text: String

        init(_ text: String) { self.text = text }

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let number = try? container.decode(UInt64.self) {
                text = String(number)
            } else {
                text = try container.decode(String.self)
            }
        }
    }

    /// Checks every field against what the server offers. Throws a `Problem` (400) that names the field.
    func settings(models: [ModelDescription], limits: Welcome) throws -> JobSettings {
        guard let model = model.map({ name in models.first { $0.name == name } }) ?? models.first else {
            let names = models.map(\.name).joined(separator: ", ")
            throw Problem.invalid("model", "There is no model of this name. The server has: \(names).")
        }
        let sampler = sampler ?? model.defaultSampler
        guard model.samplers.contains(sampler) else {
            throw Problem.invalid(
                "sampler", "There is no sampler of this name. There are: \(model.samplers.joined(separator: ", ")).")
        }
        return JobSettings(
            model: model.name, modelHash: model.hash.description,
            prompt: try text(prompt ?? model.defaultPrompt, "prompt", limits),
            negativePrompt: try text(negativePrompt ?? "", "negativePrompt", limits), seed: try checkedSeed(),
            count: try number(count, "count", standard: 1, maximum: limits.maximumCount),
            steps: try number(
                steps, "steps", standard: model.defaultSteps, maximum: min(model.timesteps, limits.maximumSteps)),
            sampler: sampler,
            guidanceScale: try finite(
                guidanceScale ?? model.defaultGuidanceScale, "guidanceScale", in: -100...100),
            eta: try finite(eta ?? 0, "eta", in: 0...1))
    }

    private func checkedSeed() throws -> UInt64 {
        guard let seed else { return .random(in: 0...UInt64(UInt32.max)) }
        guard seed.text.utf8.allSatisfy((UInt8(ascii: "0")...UInt8(ascii: "9")).contains), let value = UInt64(seed.text)
        else {
            throw Problem.invalid("seed", "The seed is a whole number from 0 to \(UInt64.max).")
        }
        return value
    }

    private func number<Number: FixedWidthInteger>(
        _ value: Int?, _ field: String, standard: Number, maximum: Number
    ) throws -> Number {
        guard let value else { return standard }
        guard let number = Number(exactly: value), number >= 1, number <= maximum else {
            throw Problem.invalid(field, "The field \"\(field)\" is a whole number from 1 to \(maximum).")
        }
        return number
    }

    private func finite(_ value: Float, _ field: String, in range: ClosedRange<Float>) throws -> Float {
        guard value.isFinite, range.contains(value) else {
            throw Problem.invalid(
                field,
                "The field \"\(field)\" is a number from \(Int(range.lowerBound)) to \(Int(range.upperBound)).")
        }
        return value
    }

    private func text(_ text: String, _ field: String, _ limits: Welcome) throws -> String {
        guard text.utf8.count <= Int(limits.maximumPromptBytes) else {
            throw Problem.invalid(
                field, "The field \"\(field)\" is too long: \(limits.maximumPromptBytes) bytes are allowed.")
        }
        return text
    }
}

extension JobRequest: Decodable {
    private enum Key: CodingKey {
        case model, prompt, negativePrompt, seed, count, steps, sampler, guidanceScale, eta
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        model = try container.optional(.model)
        prompt = try container.optional(.prompt)
        negativePrompt = try container.optional(.negativePrompt)
        seed = try container.optional(.seed)
        count = try container.optional(.count)
        steps = try container.optional(.steps)
        sampler = try container.optional(.sampler)
        guidanceScale = try container.optional(.guidanceScale)
        eta = try container.optional(.eta)
    }
}
