import HTTPTypes
import Hummingbird
import WireProtocol

/// How a job's pictures formed: where it is, each step's pictures, and all of them as an animation.
struct JobFrameController: Controller {
    /// The largest enlargement of a picture.
    static let maximumScale = 16

    let finder: JobFinder
    let films: FilmRestorer

    var routes: [Route] {
        let missing: [Answer] = [.noJob, .serverFaulty, .serverAway]
        return [
            Route(
                .get, "/api/jobs/{id}", "Where a job is, and what there is of it.", in: .making, parameters: [.job],
                answers: [.json(JobAnswer.schema, "The job.")] + missing, job),
            Route(
                .post, "/api/jobs/{id}/film", "Makes the previews of a finished job again, where they are not kept.",
                in: .making,
                details: "They are kept for the last jobs, until the gateway is stopped. The same recipe gives the "
                    + "same steps: the server makes the job again, and the answer comes when it has.",
                parameters: [.job],
                answers: [
                    .json(JobAnswer.schema, "The job, with its `frames`."),
                    .error(.conflict, "The job did not finish, or its pictures are not made any more as they were."),
                ] + missing, film),
            Route(
                .get, "/api/jobs/{id}/frames/{step}/{index}.png", "What a picture of a job looked like after a step.",
                in: .making,
                parameters: [
                    .job, .path("step", "The step, from 1."), .path("index", "Which picture, from 0."), .content,
                ],
                answers: [.file("image/png", "The picture."), .invalid] + missing, frame),
            Route(
                .get, "/api/jobs/{id}/animations/{index}.png", "How a picture of a job formed, as an animated PNG.",
                in: .making,
                parameters: [
                    .job, .path("index", "Which picture, from 0."),
                    .query("scale", "How many times as large.", .whole(1...Self.maximumScale).standing(for: 1)),
                    .query("smooth", "`true`: with soft transitions between pixels."), .content,
                ],
                answers: [.file("image/apng", "The animation."), .invalid] + missing, animation),
        ]
    }

    @Sendable private func job(_ request: Request, _ context: Gateway.Context) async throws -> Response {
        .json(JobAnswer(try await finder.job(try context.parameters.require("id"))))
    }

    @Sendable private func film(_ request: Request, _ context: Gateway.Context) async throws -> Response {
        let job = try await finder.job(try context.parameters.require("id"))
        try await films.restore(job, trace: context.trace)
        return .json(JobAnswer(job))
    }

    /// The picture that is predicted at a step, or the noisy state there.
    @Sendable private func frame(_ request: Request, _ context: Gateway.Context) async throws -> Response {
        let job = try await finder.job(try context.parameters.require("id"))
        guard let step = context.parameters.get("step").flatMap(UInt32.init),
            let index = context.parameters.get("index").flatMap(Int.init)
        else { throw GatewayJob.noFrame }
        switch try Self.content(request) {
        case .xt: return .bytes(try job.frame(index, step, .xt), type: "image/png")
        default: return .bytes(try job.picture(index, after: step).png, type: "image/png")
        }
    }

    @Sendable private func animation(_ request: Request, _ context: Gateway.Context) async throws -> Response {
        let job = try await finder.job(try context.parameters.require("id"))
        guard let index = context.parameters.get("index").flatMap(Int.init) else {
            throw Problem(.notFound, "This job has no such picture.")
        }
        let parameters = request.uri.queryParameters
        guard let scale = Int(parameters["scale"] ?? "1"), (1...Self.maximumScale).contains(scale) else {
            throw Problem.invalid("scale", "The parameter \"scale\" is a whole number from 1 to \(Self.maximumScale).")
        }
        let animation = JobAnimation(
            scale: scale, isSmooth: parameters["smooth"] == "true", content: try Self.content(request))
        return .bytes(try animation.encode(job, index: index), type: "image/apng")
    }

    /// One kind of pictures: what a file can show.
    private static func content(_ request: Request) throws -> PreviewContent {
        switch try FrameContent(query: request) {
        case .x0: .x0
        case .xt: .xt
        case .both: throw Problem.invalid("content", "A picture shows one: x0 or xt.")
        }
    }
}
