import Testing
import WireProtocol

extension GoldenFrame {
    private var values: VectorFields { VectorFields(fields: fields) }

    /// The message that the vector's fields describe, put together without decoding anything.
    func clientMessage() throws -> ClientMessage {
        switch message {
        case "HELLO":
            return .hello(
                HelloRequest(
                    minimumVersion: try values.number("minimumVersion"),
                    maximumVersion: try values.number("maximumVersion"),
                    features: try values.number("features"), client: try values.text("client")))
        case "LIST_MODELS":
            return .listModels(ListModelsRequest())
        case "SUBMIT":
            return .submit(
                SubmitRequest(
                    idempotencyKey: IdempotencyKey(value: try values.wide("idempotencyKey")),
                    model: try values.text("model"), prompt: try values.text("prompt"),
                    negativePrompt: try values.text("negativePrompt"), seed: try values.number("seed"),
                    count: try values.number("count"), steps: try values.number("steps"),
                    sampler: try values.text("sampler"), guidanceScale: try values.float("guidanceScale"),
                    eta: try values.float("eta"), previewEvery: try values.number("previewEvery"),
                    previewContent: try content("previewContent")))
        case "CANCEL":
            return .cancel(CancelRequest(job: JobID(value: try values.wide("job"))))
        case "PING":
            return .ping(PingRequest(payload: try values.number("payload")))
        default:
            throw MissingField(name: message)
        }
    }

    /// The message that the vector's fields describe, put together without decoding anything.
    func serverMessage() throws -> ServerMessage {
        switch message {
        case "WELCOME": return .welcome(try welcome())
        case "MODELS": return .models(ModelList(models: try values.objects("models").map { try $0.model() }))
        case "ACCEPTED": return .accepted(Accepted(job: JobID(value: try values.wide("job"))))
        case "QUEUED":
            return .queued(
                Queued(
                    position: try values.number("position"),
                    estimatedMilliseconds: try values.number("estimatedMilliseconds")))
        case "STARTED": return .started(Started(steps: try values.number("steps"), count: try values.number("count")))
        case "PREVIEW": return .preview(try preview())
        case "IMAGE":
            return .image(
                ImageEvent(
                    index: try values.number("index"), width: try values.number("width"),
                    height: try values.number("height"), channels: try values.number("channels"),
                    pixels: try values.bytes("pixels")))
        case "FINISHED":
            return .finished(
                Finished(milliseconds: try values.number("milliseconds"), evaluations: try values.number("evaluations"))
            )
        case "CANCELLED":
            return .cancelled(
                Cancelled(step: try values.number("step"), milliseconds: try values.number("milliseconds")))
        case "FAILED": return .failed(Failed(try problem()))
        case "PONG": return .pong(Pong(payload: try values.number("payload")))
        case "GOING_AWAY": return .goingAway(GoingAway(message: try values.text("message")))
        case "OK": return .acknowledged(Acknowledged())
        case "ERROR": return .refused(Refused(try problem()))
        default: throw MissingField(name: message)
        }
    }

    private func welcome() throws -> Welcome {
        Welcome(
            version: try values.number("version"), features: try values.number("features"),
            maximumRequestBytes: try values.number("maximumRequestBytes"),
            maximumCount: try values.number("maximumCount"), maximumSteps: try values.number("maximumSteps"),
            maximumPromptBytes: try values.number("maximumPromptBytes"), server: try values.text("server"))
    }

    private func preview() throws -> Preview {
        Preview(
            step: try values.number("step"), steps: try values.number("steps"), timestep: try values.number("timestep"),
            content: try content("content"), replaced: try values.number("replaced"),
            costMicroseconds: try values.number("costMicroseconds"),
            remainingMilliseconds: try values.number("remainingMilliseconds"), count: try values.number("count"),
            width: try values.number("width"), height: try values.number("height"),
            channels: try values.number("channels"), pixels: try values.bytes("pixels"))
    }

    private func problem() throws -> WireError {
        WireError(
            code: try #require(WireErrorCode(rawValue: try values.number("code"))),
            message: try values.text("message"), retryable: try values.boolean("retryable"))
    }

    private func content(_ name: String) throws -> PreviewContent {
        try #require(PreviewContent(rawValue: try values.number(name)))
    }
}

extension VectorFields {
    fileprivate func model() throws -> ModelDescription {
        ModelDescription(
            name: try text("name"), title: try text("title"), description: try text("description"),
            hash: try #require(ModelHash(bytes: try bytes("hash"))), width: try number("width"),
            height: try number("height"), channels: try number("channels"), timesteps: try number("timesteps"),
            samplers: try texts("samplers"), defaultSampler: try text("defaultSampler"),
            defaultSteps: try number("defaultSteps"), defaultGuidanceScale: try float("defaultGuidanceScale"),
            defaultPrompt: try text("defaultPrompt"), prompts: try texts("prompts"))
    }
}
