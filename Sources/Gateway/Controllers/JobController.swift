import HTTPTypes
import Hummingbird
import NIOCore
import WireProtocol

/// Making pictures: a job is asked for, watched, and cancelled or discarded.
struct JobController: Controller {
    let starter: JobStarter
    let jobs: JobBoard
    let finder: JobFinder
    let shelf: PictureShelf
    let metrics: GatewayMetrics

    var routes: [Route] {
        [
            Route(
                .post, "/api/jobs", "Asks for pictures.", in: .making,
                details: "Every field may be left out: the model's defaults are taken, and a seed is drawn.",
                body: .json(JobRequest.schema),
                answers: [
                    .json(JobAccepted.schema, "The job is under way.", status: .accepted), .invalid,
                    .error(.notFound, "The picture to begin with is not there."), .serverFaulty, .serverAway,
                ], submit),
            Route(
                .delete, "/api/jobs/{id}",
                "Cancels a job that is under way, or discards the pictures of one that ended.",
                in: .making, parameters: [.job],
                answers: [.empty("Done."), .noJob, .serverFaulty, .serverAway], end),
            Route(
                .get, "/api/jobs/{id}/events", "What happens to a job, as it happens.", in: .making,
                details: "Starts with all that happened so far. A client that comes back sends the last `id` it got in "
                    + "`Last-Event-ID` and goes on from there. Previews may be lost when a client is slow; the rest is "
                    + "not.",
                parameters: [
                    .job, .content, .header("Last-Event-ID", "The `id` of the last event that came."),
                ],
                answers: [
                    .events(JobNews.events, "The events, to the job's last."), .empty("There is nothing more to come."),
                    .invalid, .noJob, .serverFaulty, .serverAway,
                ], caching: .never, watch),
            Route(
                .get, "/api/jobs/{id}/images/{index}.png", "A finished picture of a job, its recipe inside.",
                in: .making,
                parameters: [
                    .job, .path("index", "Which picture, from 0."),
                    .query("size", PictureSize.note, PictureSize.schema),
                ],
                answers: [.file("image/png", "The picture."), .invalid, .noJob, .serverFaulty, .serverAway],
                caching: .immutable, picture),
        ]
    }

    @Sendable private func submit(_ request: Request, _ context: Gateway.Context) async throws -> Response {
        let wish = try await JSONBody.decode(JobRequest.self, from: request)
        let offer = try await starter.offer()
        let model = try wish.model(of: offer.models)
        var pixels: [UInt8]?
        if let source = wish.picture { pixels = try await shelf.pixels(source, for: model, viewer: context.viewer) }
        let settings = try wish.settings(models: offer.models, limits: offer.welcome, pixels: pixels)
        let (job, accepted) = try await starter.start(settings, trace: context.trace)
        let events = "/api/jobs/\(job.id)/events"
        var response = Response.json(
            JobAccepted(
                id: job.id.description, seed: String(settings.recipe.seed), events: events, recipe: settings,
                prompt: PromptNotice(accepted)),
            status: .accepted)
        response.headers[.location] = events
        return response
    }

    /// Cancels a job that is under way; discards the pictures of one that has ended.
    @Sendable private func end(_ request: Request, _ context: Gateway.Context) async throws -> Response {
        let job = try await finder.job(try context.parameters.require("id"))
        if job.isOver {
            jobs.discard(job)
        } else {
            try await starter.cancel(job)
        }
        return Response(status: .noContent)
    }

    @Sendable private func picture(_ request: Request, _ context: Gateway.Context) async throws -> Response {
        let job = try await finder.job(try context.parameters.require("id"))
        guard let png = context.parameters.get("index").flatMap(Int.init).flatMap(job.picture) else {
            throw Problem(.notFound, "This job has no such picture, or not yet.")
        }
        let size = try PictureSize.read(request.uri.queryParameters["size"].map(String.init))
        return .bytes(try size?.scaled(png) ?? png, type: "image/png")
    }

    /// 204 tells a browser that there is nothing more to come, so that it does not connect again.
    @Sendable private func watch(_ request: Request, _ context: Gateway.Context) async throws -> Response {
        let job = try await finder.job(try context.parameters.require("id"))
        let content = try FrameContent(query: request)
        let last = HTTPField.Name("Last-Event-ID").flatMap { request.headers[$0] }
        guard let mailbox = job.watch(after: last) else { return Response(status: .noContent) }
        return Response(
            status: .ok,
            headers: [.contentType: "text/event-stream"],
            body: EventStream(
                job: job, mailbox: mailbox, content: content, requestBody: request.body, metrics: metrics
            ).body)
    }
}
