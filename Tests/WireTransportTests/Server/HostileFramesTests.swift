import NIOCore
import Testing
import WireProtocol

@testable import WireTransport

/// Every valid frame, damaged in every small way, against the server's state: each ends in a stated error, in waiting for the
/// rest (which has its time), or in another valid request.
struct HostileFramesTests {
    private static let requests: [ClientMessage] = [
        .hello(HelloRequest(clientNonce: Nonce(value: 1), client: "hostile/1")), .listModels(ListModelsRequest()),
        .submit(
            SubmitRequest(
                idempotencyKey: IdempotencyKey(value: 2),
                recipe: JobRecipe(
                    model: "fashion", prompt: "coat", negativePrompt: "é", seed: 7, count: 1, steps: 3, sampler: "ddim",
                    guidanceScale: 2, options: SubmitOptions(eta: 0.5)))),
        .cancel(CancelRequest(job: JobID(value: 3))), .ping(PingRequest(payload: 4)),
        .authenticate(AuthenticateRequest(proof: .none)),
        .attach(AttachRequest(job: JobID(value: 5), fromStep: 6)), .detach(DetachRequest(watched: 2)),
        .status(StatusRequest()), .embed(EmbedRequest(texts: ["coat", "boot"])),
    ]

    /// A server's end of a connection, as far as bytes go.
    private struct Server {
        var state: ServerConnectionState
        var decoder = FrameDecoder(maximumLength: ProtocolConstants.maximumRequestLength)
        var calls = 0

        init(greeted: Bool) throws {
            let welcome = Welcome(maximumCount: 4, maximumSteps: 100, maximumPromptBytes: 64, server: "test/1")
            state = ServerConnectionState(welcome: welcome, limits: ServerLimits())
            guard greeted else { return }
            try feed(ClientFrame(request: 1, .hello(HelloRequest(client: ""))).encoded())
            _ = sent()
        }

        mutating func feed(_ bytes: ByteBuffer) {
            decoder.append(bytes)
            do throws(WireDecodingError) {
                while state.wantsRequests, let frame = try decoder.next() {
                    if state.received(frame) != nil { calls += 1 }
                }
            } catch {
                state.violation(error)
            }
        }

        mutating func sent() -> [ServerFrame] {
            var frames: [ServerFrame] = []
            while case .frame(let frame, _)? = state.next() { frames.append(frame) }
            return frames
        }

        /// nil if what came of `bytes` is allowed.
        mutating func complaint(after bytes: ByteBuffer) -> String? {
            feed(bytes)
            let frames = sent()
            if state.phase == .closing {
                guard case .refused(let refused)? = frames.last?.message, frames.last?.request == 0 else {
                    return "it closes without an ERROR"
                }
                return refused.code.endsConnection && refused.message.hasSuffix(".") ? nil : "\(refused)"
            }
            if calls > 1 { return "one frame became \(calls) calls" }
            return calls + frames.count > 0 || decoder.isMidFrame ? nil : "a whole frame is not answered"
        }
    }

    @Test(arguments: requests.indices, [false, true])
    func everyBitFlipped(index: Int, greeted: Bool) throws {
        let whole = try ClientFrame(request: 9, Self.requests[index]).encoded()
        var complaints: Set<String> = []
        for bit in 0..<whole.readableBytes * 8 {
            var bytes = whole
            let byte = whole.getInteger(at: bit / 8, as: UInt8.self) ?? 0
            bytes.setInteger(byte ^ (1 << (bit % 8)), at: bit / 8)
            var server = try Server(greeted: greeted)
            if let complaint = server.complaint(after: bytes) { complaints.insert("bit \(bit): \(complaint)") }
        }
        #expect(complaints.isEmpty)
    }

    @Test(arguments: requests.indices, [false, true])
    func truncatedAtEveryByte(index: Int, greeted: Bool) throws {
        let whole = try ClientFrame(request: 9, Self.requests[index]).encoded()
        for length in 0..<whole.readableBytes {
            var server = try Server(greeted: greeted)
            server.feed(try #require(whole.getSlice(at: 0, length: length)))
            // Nothing is done before the last byte; if none comes, the time for a frame runs out.
            #expect(server.calls == 0 && server.sent().isEmpty)
            #expect(server.decoder.isMidFrame == (length > 0))
            server.state.frameTimedOut()
            #expect(server.state.phase == .closing)
        }
    }

    /// The same with a length that agrees: a message cut short, and one with more behind it.
    @Test(arguments: requests.indices, [false, true])
    func tooShortAndTooLongMessages(index: Int, greeted: Bool) throws {
        var whole = try ClientFrame(request: 9, Self.requests[index]).encoded()
        whole.writeInteger(UInt64(0))
        let full = whole.readableBytes - 8
        for length in 10..<whole.readableBytes where length != full {
            var bytes = try #require(whole.getSlice(at: 0, length: length))
            bytes.setInteger(UInt32(length - 4), at: bytes.readerIndex)
            var server = try Server(greeted: greeted)
            let complaint = server.complaint(after: bytes)
            #expect(complaint == nil, "\(length) bytes")
            #expect(server.state.phase == .closing && server.calls == 0, "\(length) bytes")
        }
    }

    @Test func everyClassOfLength() throws {
        let lengths: [UInt32] =
            Array(0...20)
            + (5...32).flatMap { power -> [UInt32] in
                let value = UInt64(1) << UInt64(power)
                return [value - 1, value, value + 1].compactMap { UInt32(exactly: $0) }
            }
        for length in lengths {
            var server = try Server(greeted: true)
            server.feed(ByteBuffer(integer: length))
            let codes = server.sent().map { frame -> WireErrorCode? in
                if case .refused(let refused) = frame.message { refused.code } else { nil }
            }
            switch length {
            case 0..<6: #expect(codes == [.malformed], "\(length)")
            case 6...65_536: #expect(codes.isEmpty && server.decoder.isMidFrame, "\(length)")
            default: #expect(codes == [.frameTooLarge], "\(length)")
            }
        }
    }
}
