import NIOCore
import Testing
import WireProtocol

/// Our encoder and decoder against frames that an independent encoder made (python3 Protocol/vectors/make.py).
struct VectorTests {
    @Test func everyTypeOfMessageHasAVector() {
        let types = Set((Vectors.requests + Vectors.events).map(\.type))
        #expect(types == Set(MessageType.allCases.map(\.rawValue)))
        #expect(Vectors.malformed.count >= 30)
    }

    @Test(arguments: Vectors.requests)
    func requestIsDecodedAndEncoded(_ vector: GoldenFrame) throws {
        try check(vector, message: try vector.clientMessage())
    }

    @Test(arguments: Vectors.events)
    func eventIsDecodedAndEncoded(_ vector: GoldenFrame) throws {
        try check(vector, message: try vector.serverMessage())
    }

    private func check<Message: WireMessageSum>(_ vector: GoldenFrame, message: Message) throws {
        let golden = try ByteBuffer(hex: vector.frame)
        let encoded = try Frame(request: vector.request, message).encoded()
        #expect(encoded == golden)
        #expect(message.type.rawValue == vector.type)
        #expect(message.type.description == vector.message)

        var decoder = FrameDecoder(maximumLength: Message.maximumFrameLength)
        decoder.append(golden)
        let raw = try #require(try decoder.next())
        #expect(try decoder.next() == nil)
        #expect(!decoder.isMidFrame)
        #expect(raw.request == vector.request)
        // By what it encodes to, since a NaN equals nothing.
        let decoded = try Frame<Message>(decoding: raw)
        #expect(try decoded.encoded() == golden)
        if !vector.name.contains("no number"), !vector.name.contains("models, two") {
            #expect(decoded == Frame(request: vector.request, message))
        }
    }

    @Test(arguments: Vectors.malformed)
    func malformedFrameIsRefused(_ vector: MalformedFrame) throws {
        let toServer = vector.direction == "toServer"
        let maximum = toServer ? ClientMessage.maximumFrameLength : ServerMessage.maximumFrameLength
        var decoder = FrameDecoder(maximumLength: maximum)
        decoder.append(try ByteBuffer(hex: vector.frame))
        let error = #expect(throws: WireDecodingError.self) {
            let raw = try #require(try decoder.next())
            if toServer { _ = try ClientFrame(decoding: raw) } else { _ = try ServerFrame(decoding: raw) }
        }
        let found = try #require(error)
        #expect(found.code.rawValue == vector.code)
        #expect(found.code.endsConnection == vector.closes)
        #expect(found.reason == vector.reason)
        #expect(found.field == vector.field)
        #expect(found.description.hasSuffix(".") && !found.description.contains("Optional"))
        if let field = vector.field { #expect(found.description.contains(field)) }
    }
}

extension WireDecodingError {
    /// The word that the vectors have for it.
    fileprivate var reason: String {
        switch self {
        case .frameTooShort: "frameTooShort"
        case .frameTooLarge: "frameTooLarge"
        case .unknownType: "unknownType"
        case .truncated: "truncated"
        case .invalidUTF8: "invalidUTF8"
        case .countTooLarge: "countTooLarge"
        case .invalidValue: "invalidValue"
        case .noCommonVersion: "noCommonVersion"
        case .trailingBytes: "trailingBytes"
        }
    }

    fileprivate var field: String? {
        switch self {
        case .truncated(let field, _, _), .invalidUTF8(let field), .countTooLarge(let field, _),
            .invalidValue(let field, _):
            field
        case .frameTooShort, .frameTooLarge, .unknownType, .noCommonVersion, .trailingBytes: nil
        }
    }
}
