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
                    features: try values.number("features"),
                    clientNonce: Nonce(value: try values.wide("clientNonce")), client: try values.text("client")))
        case "LIST_MODELS":
            return .listModels(ListModelsRequest())
        case "SUBMIT":
            return .submit(
                SubmitRequest(
                    idempotencyKey: IdempotencyKey(value: try values.wide("idempotencyKey")),
                    recipe: try recipe(), viewing: try viewing(), trace: try values.text("trace")))
        case "CANCEL":
            return .cancel(CancelRequest(job: JobID(value: try values.wide("job"))))
        case "PING":
            return .ping(PingRequest(payload: try values.number("payload")))
        case "AUTHENTICATE":
            return .authenticate(AuthenticateRequest(proof: try proof()))
        case "ATTACH":
            return .attach(
                AttachRequest(
                    job: JobID(value: try values.wide("job")), fromStep: try values.number("fromStep"),
                    viewing: try viewing()))
        case "DETACH":
            return .detach(DetachRequest(watched: try values.number("watched")))
        case "STATUS":
            return .status(StatusRequest())
        case "EMBED":
            return .embed(EmbedRequest(texts: try values.texts("texts")))
        default:
            throw MissingField(name: message)
        }
    }

    /// The message that the vector's fields describe, put together without decoding anything.
    func serverMessage() throws -> ServerMessage {
        switch message {
        case "WELCOME": return .welcome(try welcome())
        case "MODELS": return .models(ModelList(models: try values.objects("models").map { try $0.model() }))
        case "ACCEPTED":
            return .accepted(
                Accepted(
                    job: JobID(value: try values.wide("job")),
                    promptTruncated: try values.boolean("promptTruncated"),
                    familiarity: try values.float("familiarity"), suggestions: try values.texts("suggestions")))
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
                    encoding: try choice("encoding"), pixels: try values.bytes("pixels")))
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
        case "CHALLENGE":
            return .challenge(Challenge(serverNonce: Nonce(value: try values.wide("serverNonce"))))
        case "ATTACHED":
            return .attached(
                Attached(
                    state: try choice("state"), step: try values.number("step"), width: try values.number("width"),
                    height: try values.number("height"), channels: try values.number("channels"),
                    modelHash: try #require(ModelHash(bytes: try values.bytes("modelHash"))), recipe: try recipe()))
        case "CANCEL_RESULT":
            return .cancelResult(
                CancelResult(step: try values.number("step"), milliseconds: try values.number("milliseconds")))
        case "STATUS_REPORT": return .statusReport(try statusReport())
        case "EMBEDDINGS":
            return .embeddings(
                Embeddings(
                    encoder: try #require(ModelHash(bytes: try values.bytes("encoder"))),
                    width: try values.number("width"),
                    vectors: try values.objects("vectors").map {
                        Embeddings.Vector(truncated: try $0.boolean("truncated"), values: try $0.floats("values"))
                    }))
        case "ERROR": return .refused(Refused(try problem()))
        default: throw MissingField(name: message)
        }
    }

    private func welcome() throws -> Welcome {
        Welcome(
            version: try values.number("version"), features: try values.number("features"),
            maximumRequestBytes: try values.number("maximumRequestBytes"),
            maximumCount: try values.number("maximumCount"), maximumSteps: try values.number("maximumSteps"),
            maximumPromptBytes: try values.number("maximumPromptBytes"), proof: try proof(),
            server: try values.text("server"))
    }

    private func preview() throws -> Preview {
        Preview(
            step: try values.number("step"), steps: try values.number("steps"), timestep: try values.number("timestep"),
            content: try choice("content"), replaced: try values.number("replaced"),
            costMicroseconds: try values.number("costMicroseconds"),
            remainingMilliseconds: try values.number("remainingMilliseconds"), count: try values.number("count"),
            width: try values.number("width"), height: try values.number("height"),
            channels: try values.number("channels"), encoding: try choice("encoding"),
            pixels: try values.bytes("pixels"))
    }

    private func problem() throws -> WireError {
        WireError(
            code: try #require(WireErrorCode(rawValue: try values.number("code"))),
            message: try values.text("message"), retryable: try values.boolean("retryable"))
    }

    private func choice<Choice: RawRepresentable<UInt8>>(_ name: String) throws -> Choice {
        try #require(Choice(rawValue: try values.number(name)))
    }

    private func proof() throws -> Proof {
        try #require(Proof(bytes: try values.bytes("proof")))
    }

    private func viewing() throws -> Viewing {
        Viewing(
            previewEvery: try values.number("previewEvery"), previewContent: try choice("previewContent"),
            previewEncoding: try choice("previewEncoding"), imageEncoding: try choice("imageEncoding"))
    }

    private func recipe() throws -> JobRecipe {
        JobRecipe(
            model: try values.text("model"), prompt: try values.text("prompt"),
            negativePrompt: try values.text("negativePrompt"), seed: try values.number("seed"),
            count: try values.number("count"), steps: try values.number("steps"), sampler: try values.text("sampler"),
            guidanceScale: try values.float("guidanceScale"),
            options: try options())
    }

    /// By offsets into each option's hexadecimal digits, as the specification's table has them.
    private func options() throws -> SubmitOptions {
        let listed = try values.objects("options")
        var options = SubmitOptions(
            eta: nil, unknown: try listed.map { .init(tag: try $0.number("tag"), value: try $0.bytes("value")) })
        for option in listed {
            let tag: UInt16 = try option.number("tag")
            let (digits, bytes) = (try option.text("value"), try option.bytes("value"))
            func number(_ first: Int, _ count: Int) throws -> UInt64 {
                try #require(UInt64(digits.dropFirst(first).prefix(count), radix: 16))
            }
            func float(_ first: Int) throws -> Float {
                Float(bitPattern: UInt32(truncatingIfNeeded: try number(first, 8)))
            }
            switch tag {
            case 1: options.eta = try float(0)
            case 2: options.spacing = String(decoding: bytes.dropFirst(4), as: UTF8.self)
            case 3: options.dynamicThreshold = try float(0)
            case 4: options.guidanceRescale = try float(0)
            case 5: options.guidanceInterval = .init(from: try float(0), to: try float(8))
            case 6: options.variation = .init(seed: try number(0, 16), strength: try float(16))
            case 7: options.initialPicture = .init(strength: try float(0), pixels: Array(bytes.dropFirst(8)))
            case 8: options.mask = Array(bytes.dropFirst(4))
            case 9: options.draftSteps = UInt32(truncatingIfNeeded: try number(0, 8))
            case 10: options.pictures = Array(bytes.dropFirst(4))
            case 11: options.estimate = UInt32(truncatingIfNeeded: try number(0, 8))
            default: break
            }
        }
        return options
    }

    private func statusReport() throws -> StatusReport {
        StatusReport(
            uptimeMilliseconds: try values.number("uptimeMilliseconds"), connections: try values.number("connections"),
            queued: try values.number("queued"), running: try values.number("running"),
            finished: try values.number("finished"), cancelled: try values.number("cancelled"),
            failed: try values.number("failed"), waitMilliseconds: try values.number("waitMilliseconds"),
            memoryBytes: try values.number("memoryBytes"), load: try values.float("load"),
            temperature: try values.number("temperature"), throttling: try choice("throttling"),
            models: try values.objects("models").map { model in
                ResidentModel(
                    name: try model.text("name"), bytes: try model.number("bytes"),
                    stepTimes: try model.objects("stepTimes").map {
                        .init(batch: try $0.number("batch"), microseconds: try $0.number("microseconds"))
                    })
            })
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
            defaultPrompt: try text("defaultPrompt"), prompts: try texts("prompts"),
            styles: try texts("styles"), schedule: try text("schedule"), betaStart: try float("betaStart"),
            betaEnd: try float("betaEnd"))
    }
}
