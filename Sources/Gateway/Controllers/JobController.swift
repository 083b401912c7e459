import HTTPTypes
import Hummingbird
import NIOCore
import WireProtocol
import WireTransport

/// Making pictures: a job is asked for, watched, and cancelled or discarded.
struct JobController: Sendable {
    let link: ServerLink
    let jobs: JobBoard
    let finder: JobFinder
    let shelf: PictureShelf

    func addRoutes(to router: Router<Gateway.Context>) {
        router.post("/api/jobs", use: submit)
        router.delete("/api/jobs/{id}", use: end)
        router.get("/api/jobs/{id}/events", use: watch)
        router.get("/api/jobs/{id}/images/{index}.png", use: picture)
    }

    private struct Accepted: Encodable {
        let id: String
        let seed: String
        let events: String
        let recipe: JobSettings
        let prompt: PromptNotice
    }

    @Sendable private func submit(_ request: Request, _ context: Gateway.Context) async throws -> Response {
        let wish = try await JSONBody.decode(JobRequest.self, from: request)
        let connection = try await link.current()
        let model = try wish.model(of: connection.models)
        var pixels: [UInt8]?
        if let source = wish.picture { pixels = try await shelf.pixels(source, for: model, viewer: context.viewer) }
        let settings = try wish.settings(models: connection.models, limits: connection.welcome, pixels: pixels)
        try jobs.makeRoom()
        let (accepted, news) = try await link.submit(settings.submission)
        let job = GatewayJob(id: accepted.job, settings: settings)
        jobs.add(job)
        // Ends with the job, or when the server stays away.
        Task { await job.follow(news) }
        let events = "/api/jobs/\(job.id)/events"
        var response = Response.json(
            Accepted(
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
            do {
                _ = try await link.current().client.cancel(job.id)
            } catch let error as WireError where error.code == .notFound {
                // It ended in the meantime, which its events tell.
            }
        }
        return Response(status: .noContent)
    }

    @Sendable private func picture(_ request: Request, _ context: Gateway.Context) async throws -> Response {
        let job = try await finder.job(try context.parameters.require("id"))
        guard let png = context.parameters.get("index").flatMap(Int.init).flatMap(job.picture) else {
            throw Problem(.notFound, "This job has no such picture, or not yet.")
        }
        return .bytes(png, type: "image/png")
    }

    /// 204 tells a browser that there is nothing more to come, so that it does not connect again.
    @Sendable private func watch(_ request: Request, _ context: Gateway.Context) async throws -> Response {
        let job = try await finder.job(try context.parameters.require("id"))
        let content = try FrameContent(query: request)
        let last = HTTPField.Name("Last-Event-ID").flatMap { request.headers[$0] }
        guard let mailbox = job.watch(after: last) else { return Response(status: .noContent) }
        return Response(
            status: .ok,
            headers: [.contentType: "text/event-stream", .cacheControl: "no-store"],
            body: EventStream(job: job, mailbox: mailbox, content: content, requestBody: request.body).body)
    }
}
