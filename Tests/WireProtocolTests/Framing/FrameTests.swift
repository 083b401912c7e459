import NIOCore
import Testing
import WireProtocol

struct FrameTests {
    @Test func aMessageBeyondTheReceiversLimitIsNotEncoded() throws {
        let ping = ClientFrame(request: 1, .ping(PingRequest(payload: 0)))
        #expect(try ping.encoded(maximumLength: 14).readableBytes == 18)
        #expect(throws: WireEncodingError.frameTooLarge(type: .ping, length: 14, maximum: 13)) {
            try ping.encoded(maximumLength: 13)
        }
    }

    @Test func framesAreAppendedWholeOrNotAtAll() throws {
        let ping = ClientFrame(request: 1, .ping(PingRequest(payload: 0)))
        var buffer = ByteBuffer(string: "before")
        try ping.encode(into: &buffer)
        try ping.encode(into: &buffer)
        let whole = buffer
        #expect(throws: WireEncodingError.self) { try ping.encode(into: &buffer, maximumLength: 13) }
        #expect(buffer == whole && buffer.readString(length: 6) == "before")
        let alone = try ping.encoded()
        #expect(buffer.readSlice(length: 18) == alone && buffer == alone)
    }

    @Test func aPromptOfTenMegabytesIsNotEncoded() {
        let submit = SubmitRequest(
            recipe: JobRecipe(
                model: "fashion", prompt: String(repeating: "p", count: 10_000_000), seed: 0, steps: 1, sampler: "ddim",
                guidanceScale: 1))
        #expect(throws: WireEncodingError.self) { try ClientFrame(request: 1, .submit(submit)).encoded() }
    }

    @Test(arguments: [0, 3, 5])
    func pixelsThatDisagreeWithTheirSizesAreNotEncoded(_ count: Int) {
        let pixels = [UInt8](repeating: 0, count: count)
        let image = ImageEvent(index: 0, width: 2, height: 2, channels: 1, pixels: pixels)
        #expect(throws: WireEncodingError.pixelsDisagree(type: .image, expected: 4, found: count)) {
            try ServerFrame(request: 1, .image(image)).encoded()
        }
        let preview = Preview(
            step: 1, steps: 1, timestep: 1, content: .x0, costMicroseconds: 0, remainingMilliseconds: 0, count: 1,
            width: 2, height: 2, channels: 1, pixels: pixels)
        #expect(throws: WireEncodingError.pixelsDisagree(type: .preview, expected: 4, found: count)) {
            try ServerFrame(request: 1, .preview(preview)).encoded()
        }
        #expect(preview.picture(0).isEmpty)
    }

    @Test func anUnknownCodeReadsAsInternalAndKeepsItsMessage() throws {
        var payload = ByteBuffer()
        payload.writeInteger(999, as: UInt16.self)
        payload.writeInteger(1, as: UInt8.self)
        payload.writeInteger(2, as: UInt32.self)
        payload.writeString("Hm")
        let frame = try ServerFrame(decoding: RawFrame(type: 0x80FF, request: 4, payload: payload))
        #expect(frame.message == .refused(Refused(code: .internal, retryable: true, message: "Hm")))
    }
}
