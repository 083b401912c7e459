import FoundationEssentials
import Hummingbird
import ImageCoding
import WireProtocol

/// The web UI's interface: making pictures, and how far they are.
struct WebUIController: Controller {
    let starter: JobStarter
    let state: WebUIState

    var routes: [Route] {
        [
            Route(
                .post, "/sdapi/v1/txt2img", "Makes pictures from a prompt.", in: .webUI, details: Self.details,
                body: .json(WebUISchema.fromText), answers: Self.answers
            ) { request, context in try await make(request, context, isFromPicture: false) },
            Route(
                .post, "/sdapi/v1/img2img", "Makes pictures from a picture, within a mask if there is one.", in: .webUI,
                details: Self.details, body: .json(WebUISchema.fromPicture), answers: Self.answers
            ) { request, context in try await make(request, context, isFromPicture: true) },
            Route(
                .get, "/sdapi/v1/progress", "How far the pictures are that are being made.", in: .webUI,
                parameters: [.query("skip_current_image", "`true`: without the picture.", .choice(["true", "false"]))],
                answers: [.json(WebUISchema.progress, "The progress, from 0 to 1."), .invalid], caching: .never
            ) { request, _ in
                let skips = request.uri.queryParameters["skip_current_image"] ?? "false"
                guard let hidesPicture = Bool(String(skips)) else {
                    throw Problem.invalid(
                        "skip_current_image", "The parameter \"skip_current_image\" is true or false.")
                }
                return try progress(hidesPicture: hidesPicture)
            },
            Route(
                .post, "/sdapi/v1/interrupt",
                "Cancels the pictures that are being made; those who wait get what is there.",
                in: .webUI, answers: [.json(.object([]), "Done."), .serverFaulty, .serverAway]
            ) { _, _ in
                for job in state.interrupt() { try await starter.cancel(job) }
                return Response.json([String: String]())
            },
        ] + WebUIOptionsController(starter: starter, state: state).routes
    }

    private static let details =
        "What means nothing to the models here (`styles`, `alwayson_scripts`, `enable_hr`, ...) is taken and changes nothing. "
        + "A model makes pictures of one size: they are scaled to the largest that fits `width` x `height`."
    private static let answers: [Answer] = [
        .json(WebUISchema.pictures, "The pictures in base 64, and how they were made."), .invalid, .serverFaulty,
        .serverAway,
    ]

    private func make(_ request: Request, _ context: Gateway.Context, isFromPicture: Bool) async throws -> Response {
        let body = try await JSONBody.decode(JSON.self, from: request, upTo: StartPicture.maximumBytes)
        let wish = try WebUIRequest(
            try RequestFields(body), isFromPicture: isFromPicture, options: state.options,
            offer: try await starter.offer())
        let jobs = try await start(wish, context)
        state.begin(jobs)
        defer { state.end(jobs) }
        var pictures: [[UInt8]] = []
        for job in jobs {
            if let picture = try await picture(of: job) { pictures.append(try wish.size?.scaled(picture) ?? picture) }
        }
        let images = wish.sendsPictures ? pictures.map { Data($0).base64EncodedString() } : []
        let info = try WebUIInfo(jobs.map(\.settings), pictures)
        return Response.json(
            JSON.object([
                "images": .list(images.map(JSON.text)), "parameters": Self.echo(body), "info": .text(info.text),
            ]))
    }

    /// One job a picture: they run side by side in any case, and each has a seed that makes it again.
    private func start(_ wish: WebUIRequest, _ context: Gateway.Context) async throws -> [GatewayJob] {
        var jobs: [GatewayJob] = []
        do {
            for index in 0..<wish.count {
                var settings = wish.settings
                settings.recipe.seed &+= UInt64(index)
                jobs.append(try await starter.start(settings, trace: context.trace).job)
            }
            return jobs
        } catch {
            for job in jobs { try? await starter.cancel(job) }
            throw error
        }
    }

    /// The finished picture; of a job that was cancelled, what was seen of it last.
    private func picture(of job: GatewayJob) async throws -> [UInt8]? {
        let ending = try await job.waitForEnd { state.show($0, of: job) }
        if case .cancelled = ending {
            return try state.preview(of: job)?.pngs().first
        }
        return try await job.pictures().first
    }

    /// The request without its pictures.
    private static func echo(_ body: JSON) -> JSON {
        guard case .object(var fields) = body else { return body }
        fields["init_images"] = nil
        fields["mask"] = nil
        return .object(fields)
    }

    private func progress(hidesPicture: Bool) throws -> Response {
        let jobs = state.jobs
        let previews = jobs.map { $0.preview ?? state.preview(of: $0) }
        let done = zip(jobs, previews).reduce(0.0) { sum, each in
            sum + (each.0.isOver ? 1 : each.1.map { Double($0.step) / Double($0.steps) } ?? 0)
        }
        let current = previews.compactMap(\.self).first
        let remaining = previews.compactMap { $0?.remaining }.max() ?? 0
        let image = hidesPicture ? nil : try current?.pngs().first.map { JSON.text(Data($0).base64EncodedString()) }
        return Response.json(
            JSON.object([
                "progress": .number(jobs.isEmpty ? 0 : done / Double(jobs.count)),
                "eta_relative": .number(Double(remaining) / 1000),
                "state": [
                    "skipped": false, "interrupted": .flag(state.wasInterrupted), "stopping_generation": false,
                    "job": "",
                    "job_count": .whole(jobs.count), "job_timestamp": "0", "job_no": 0,
                    "sampling_step": .whole(Int(current?.step ?? 0)),
                    "sampling_steps": .whole(Int(current?.steps ?? 0)),
                ],
                "current_image": image ?? .null, "textinfo": .null,
            ]))
    }
}

extension Preview {
    /// Milliseconds to the end; nil where nobody can tell.
    fileprivate var remaining: UInt32? {
        remainingMilliseconds == ProtocolConstants.unknownMilliseconds ? nil : remainingMilliseconds
    }
}
