import FoundationEssentials
import Hummingbird
import NIOCore
import WireProtocol

/// The events of a request with `stream`: pictures on the way, then the finished ones. That a client is gone is noticed when
/// the next one is sent, which cancels its job; without pictures on the way the job is made to its end.
struct OpenAIStream: Sendable {
    let wish: OpenAIRequest
    let job: GatewayJob
    let starter: JobStarter

    /// A comment is written when nothing else was for so long: only a write tells that nobody reads any more.
    private static let pulse = Duration.seconds(1)

    var body: ResponseBody {
        ResponseBody { writer in
            do {
                try await write(to: &writer)
            } catch {
                let problem = Problem(error) ?? Problem(.internalServerError, "The stream broke off.")
                do {
                    try await writer.write(event("error", OpenAIError(problem)))
                } catch {
                    // Nobody reads any more.
                    try? await starter.cancel(job)
                    throw error
                }
            }
            try await writer.finish(nil)
        }
    }

    private func write(to writer: inout any ResponseBodyWriter) async throws {
        var partial = 0
        let wanted = wish.partialImages ?? 0
        var sink = writer
        var lastWrite = ContinuousClock.now
        _ = try await job.waitForEnd { preview in
            // Evenly over the steps: the k-th of N at k/(N+1) of the way.
            guard partial < wanted, Int(preview.step) * (wanted + 1) >= Int(preview.steps) * (partial + 1),
                preview.step < preview.steps
            else {
                guard ContinuousClock.now - lastWrite >= Self.pulse else { return }
                try await sink.write(ByteBuffer(string: ServerSentEvent.comment))
                lastWrite = .now
                return
            }
            for (index, png) in try preview.pngs().enumerated() {
                try await sink.write(picture(png, index, partial: partial))
            }
            partial += 1
            lastWrite = .now
        }
        for (index, png) in try await job.pictures().enumerated() {
            try await sink.write(picture(png, index, partial: nil))
        }
        writer = sink
    }

    private func picture(_ png: [UInt8], _ index: Int, partial: Int?) throws -> ByteBuffer {
        let png = try wish.size?.scaled(png) ?? png
        let name = "\(wish.kind.rawValue).\(partial == nil ? "completed" : "partial_image")"
        return event(
            name,
            OpenAIEvent(
                type: name, b64Json: Data(png).base64EncodedString(), createdAt: Int(Date().timeIntervalSince1970),
                size: try OpenAIController.size(png), partialImageIndex: partial, imageIndex: index,
                usage: partial == nil ? OpenAIAnswer.Usage() : nil))
    }

    private func event(_ name: String, _ value: some Encodable) -> ByteBuffer {
        ByteBuffer(string: ServerSentEvent(name: name, value).text)
    }
}
