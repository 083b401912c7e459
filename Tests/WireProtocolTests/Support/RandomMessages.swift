import WireProtocol

/// SplitMix64: the same messages on every run.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

extension SeededGenerator {
    /// Values at the ends of the range are as likely as any in it.
    mutating func integer<Value: FixedWidthInteger & UnsignedInteger>() -> Value {
        switch Int.random(in: 0..<4, using: &self) {
        case 0: 0
        case 1: .max
        default: Value.random(in: .min ... .max, using: &self)
        }
    }

    mutating func text() -> String {
        let scalars: [Unicode.Scalar] = ["a", "Z", "\0", "é", "€", "👢", "\u{10FFFF}", "\u{301}"]
        var text = ""
        for _ in 0..<Int.random(in: 0...12, using: &self) {
            text.unicodeScalars.append(scalars.randomElement(using: &self) ?? "a")
        }
        return text
    }

    mutating func texts() -> [String] {
        (0..<Int.random(in: 0...4, using: &self)).map { _ in text() }
    }

    mutating func bytes(_ count: Int) -> [UInt8] {
        (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &self) }
    }

    /// Every bit pattern but those of NaN, which does not equal itself.
    mutating func float() -> Float {
        let value = Float(bitPattern: integer())
        return value.isNaN ? -0 : value
    }

    mutating func job() -> JobID { JobID(value: UInt128(integer() as UInt64) << 64 | UInt128(integer() as UInt64)) }

    mutating func error() -> WireError {
        WireError(
            code: WireErrorCode.allCases.randomElement(using: &self) ?? .internal, message: text(),
            retryable: .random(using: &self))
    }

    mutating func choice<Choice: CaseIterable>() -> Choice {
        let all = Array(Choice.allCases)
        return all[Int.random(in: 0..<all.count, using: &self)]
    }

    mutating func proof() -> Proof { Proof(bytes: bytes(Proof.byteCount)) ?? .none }

    mutating func viewing() -> Viewing {
        Viewing(previewEvery: integer(), previewContent: choice(), previewEncoding: choice(), imageEncoding: choice())
    }

    mutating func recipe() -> JobRecipe {
        JobRecipe(
            model: text(), prompt: text(), negativePrompt: text(), seed: integer(), count: integer(), steps: integer(),
            sampler: text(), guidanceScale: float(), options: options())
    }

    mutating func options() -> SubmitOptions {
        let unknown = Set((0..<Int.random(in: 0...3, using: &self)).map { _ in integer() as UInt16 }).sorted()
        var options = SubmitOptions(
            eta: nil, unknown: unknown.map { .init(tag: $0, value: bytes(Int.random(in: 0...5, using: &self))) })
        if Bool.random(using: &self) { options.eta = float() }
        if Bool.random(using: &self) { options.spacing = text() }
        if Bool.random(using: &self) { options.dynamicThreshold = float() }
        if Bool.random(using: &self) { options.guidanceRescale = float() }
        if Bool.random(using: &self) { options.guidanceInterval = .init(from: float(), to: float()) }
        if Bool.random(using: &self) { options.variation = .init(seed: integer(), strength: float()) }
        if Bool.random(using: &self) { options.initialPicture = .init(strength: float(), pixels: bytes(3)) }
        if Bool.random(using: &self) { options.mask = bytes(2) }
        if Bool.random(using: &self) { options.draftSteps = integer() }
        if Bool.random(using: &self) { options.pictures = bytes(3) }
        if Bool.random(using: &self) { options.estimate = integer() }
        return options
    }

    mutating func clientMessage() -> ClientMessage {
        switch Int.random(in: 0..<10, using: &self) {
        case 0:
            .hello(
                HelloRequest(
                    minimumVersion: UInt16.random(in: 0...3, using: &self),
                    maximumVersion: UInt16.random(in: 3 ... .max, using: &self), features: integer(),
                    clientNonce: Nonce(value: job().value), client: text()))
        case 1: .listModels(ListModelsRequest())
        case 2:
            .submit(
                SubmitRequest(
                    idempotencyKey: IdempotencyKey(value: job().value), recipe: recipe(), viewing: viewing(),
                    trace: text()))
        case 3: .cancel(CancelRequest(job: job()))
        case 4: .authenticate(AuthenticateRequest(proof: proof()))
        case 5: .attach(AttachRequest(job: job(), fromStep: integer(), viewing: viewing()))
        case 6: .detach(DetachRequest(watched: integer()))
        case 7: .status(StatusRequest())
        case 8: .embed(EmbedRequest(texts: texts()))
        default: .ping(PingRequest(payload: integer()))
        }
    }

    mutating func serverMessage() -> ServerMessage {
        switch Int.random(in: 0..<19, using: &self) {
        case 0:
            .welcome(
                Welcome(
                    version: integer(), features: integer(), maximumRequestBytes: integer(), maximumCount: integer(),
                    maximumSteps: integer(), maximumPromptBytes: integer(), proof: proof(), server: text()))
        case 1: .models(ModelList(models: (0..<Int.random(in: 0...3, using: &self)).compactMap { _ in model() }))
        case 2:
            .accepted(
                Accepted(
                    job: job(), promptTruncated: .random(using: &self), familiarity: float(), suggestions: texts()))
        case 3: .queued(Queued(position: integer(), estimatedMilliseconds: integer()))
        case 4: .started(Started(steps: integer(), count: integer()))
        case 5: .preview(preview())
        case 6: .image(image())
        case 7: .finished(Finished(milliseconds: integer(), evaluations: integer()))
        case 8: .cancelled(Cancelled(step: integer(), milliseconds: integer()))
        case 9: .failed(Failed(error()))
        case 10: .pong(Pong(payload: integer()))
        case 11: .goingAway(GoingAway(message: text()))
        case 12: .acknowledged(Acknowledged())
        case 13: .challenge(Challenge(serverNonce: Nonce(value: job().value)))
        case 14: .attached(attached())
        case 15: .cancelResult(CancelResult(step: integer(), milliseconds: integer()))
        case 16: .statusReport(statusReport())
        case 17: .embeddings(embeddings())
        default: .refused(Refused(error()))
        }
    }

    private static let zeros = ModelHash(hex: String(repeating: "0", count: 64)).unsafelyUnwrapped

    private mutating func hash() -> ModelHash? { ModelHash(bytes: bytes(ModelHash.byteCount)) }

    private mutating func attached() -> Attached {
        Attached(
            state: choice(), step: integer(), width: integer(), height: integer(), channels: integer(),
            modelHash: hash() ?? Self.zeros, recipe: recipe())
    }

    private mutating func embeddings() -> Embeddings {
        let width = UInt16.random(in: 0...5, using: &self)
        return Embeddings(
            encoder: hash() ?? Self.zeros, width: width,
            vectors: (0..<Int.random(in: 0...3, using: &self)).map { _ in
                .init(truncated: .random(using: &self), values: (0..<width).map { _ in float() })
            })
    }

    private mutating func statusReport() -> StatusReport {
        StatusReport(
            uptimeMilliseconds: integer(), connections: integer(), queued: integer(), running: integer(),
            finished: integer(), cancelled: integer(), failed: integer(), waitMilliseconds: integer(),
            memoryBytes: integer(), load: float(), temperature: Int16(bitPattern: integer()), throttling: choice(),
            models: (0..<Int.random(in: 0...2, using: &self)).map { _ in
                ResidentModel(
                    name: text(), bytes: integer(),
                    stepTimes: (0..<Int.random(in: 0...3, using: &self)).map { _ in
                        .init(batch: integer(), microseconds: integer())
                    })
            })
    }

    private mutating func model() -> ModelDescription? {
        guard let hash = hash() else { return nil }
        return ModelDescription(
            name: text(), title: text(), description: text(), hash: hash, width: integer(), height: integer(),
            channels: integer(), timesteps: integer(), samplers: texts(), defaultSampler: text(),
            defaultSteps: integer(), defaultGuidanceScale: float(), defaultPrompt: text(), prompts: texts(),
            styles: texts(), schedule: text(), betaStart: float(), betaEnd: float())
    }

    private mutating func preview() -> Preview {
        let (count, width, height, channels) = (
            Int.random(in: 0...3, using: &self), Int.random(in: 0...5, using: &self),
            Int.random(in: 0...5, using: &self), Int.random(in: 0...3, using: &self)
        )
        let (encoding, content): (PixelEncoding, PreviewContent) = (choice(), choice())
        let size = (content == .both ? 2 : 1) * count * width * height * channels
        return Preview(
            step: integer(), steps: integer(), timestep: integer(), content: content,
            replaced: integer(), costMicroseconds: integer(), remainingMilliseconds: integer(), count: UInt8(count),
            width: UInt16(width), height: UInt16(height), channels: UInt8(channels),
            encoding: encoding,
            pixels: bytes(encoding == .raw ? size : Int.random(in: 0...9, using: &self)))
    }

    private mutating func image() -> ImageEvent {
        let (width, height) = (Int.random(in: 0...5, using: &self), Int.random(in: 0...5, using: &self))
        return ImageEvent(
            index: integer(), width: UInt16(width), height: UInt16(height), channels: 3,
            pixels: bytes(width * height * 3))
    }
}
