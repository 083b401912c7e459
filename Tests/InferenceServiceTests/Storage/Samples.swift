import ImageCoding
import WireProtocol

@testable import InferenceService

/// Jobs that tests can tell apart by a number.
enum Samples {
    static func id(_ number: Int) -> JobID { JobID(value: UInt128(number) << 64 | 0xABCD) }

    static func accepted(_ number: Int, prompt: String = "ankle boot") -> AcceptedJob {
        let request = SubmitRequest(
            idempotencyKey: IdempotencyKey(value: UInt128(number)),
            recipe: JobRecipe(
                model: "fashion", prompt: prompt, seed: UInt64(number), steps: 25, sampler: "ddim", guidanceScale: 2))
        return AcceptedJob(
            id: id(number), client: "10.0.0.\(number % 256)", request: request, model: model,
            time: 1000 + UInt64(number))
    }

    static var model: ModelHash { ModelHash(hex: String(repeating: "ab", count: 32))! }

    static var finished: EndedJob.Outcome { .finished(Finished(milliseconds: 1500, evaluations: 50)) }

    static func ended(_ number: Int, bytes: Int = 0, time: UInt64 = 0) -> EndedJob {
        EndedJob(id: id(number), outcome: finished, resultBytes: UInt32(bytes), time: time)
    }

    static func pictures(_ number: Int) -> [Picture] {
        (0..<2).compactMap { index in
            Picture(
                width: 3, height: 2, channels: 3,
                bytes: (0..<18).map { UInt8(truncatingIfNeeded: number * 31 + index + $0) })
        }
    }
}
