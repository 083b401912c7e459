/// What a client sends.
package enum ClientMessage: WireMessageSum {
    case hello(HelloRequest)
    case listModels(ListModelsRequest)
    case submit(SubmitRequest)
    case cancel(CancelRequest)
    case ping(PingRequest)
    case authenticate(AuthenticateRequest)
    case attach(AttachRequest)
    case detach(DetachRequest)
    case status(StatusRequest)
    case embed(EmbedRequest)

    package static var maximumFrameLength: Int { ProtocolConstants.maximumRequestLength }

    package init(decoding frame: RawFrame) throws(WireDecodingError) {
        switch MessageType(rawValue: frame.type) {
        case .hello: self = .hello(try frame.decode())
        case .listModels: self = .listModels(try frame.decode())
        case .submit: self = .submit(try frame.decode())
        case .cancel: self = .cancel(try frame.decode())
        case .ping: self = .ping(try frame.decode())
        case .authenticate: self = .authenticate(try frame.decode())
        case .attach: self = .attach(try frame.decode())
        case .detach: self = .detach(try frame.decode())
        case .status: self = .status(try frame.decode())
        case .embed: self = .embed(try frame.decode())
        default: throw .unknownType(frame.type)
        }
    }

    package var message: any WireMessage {
        switch self {
        case .hello(let message): message
        case .listModels(let message): message
        case .submit(let message): message
        case .cancel(let message): message
        case .ping(let message): message
        case .authenticate(let message): message
        case .attach(let message): message
        case .detach(let message): message
        case .status(let message): message
        case .embed(let message): message
        }
    }
}
