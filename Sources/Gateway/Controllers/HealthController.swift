import Catalogue
import HTTPTypes
import Hummingbird

/// Whether the gateway lives, whether it can do its work, and its figures: for those who watch it.
struct HealthController: Controller {
    let link: ServerLink
    let catalogue: Catalogue
    let jobs: JobBoard
    let metrics: GatewayMetrics

    var routes: [Route] {
        [
            Route(
                .get, "/healthz", "Whether the gateway lives.", in: .running,
                details:
                    "It does while the catalogue answers, also while the inference server is away: the saved pictures "
                    + "are shown meanwhile. Restart it if this is not 200.",
                answers: [
                    .json(Self.states, "It lives."), .json(Self.states, "It does not.", status: .serviceUnavailable),
                ], caching: .never
            ) { _, _ in
                let catalogue = await isCatalogueHere
                return await answer(catalogue, isGood: catalogue)
            },
            Route(
                .get, "/readyz", "Whether pictures can be made and saved.", in: .running,
                answers: [
                    .json(Self.states, "They can."),
                    .json(Self.states, "They cannot, for what is not `ok`.", status: .serviceUnavailable),
                ], caching: .never
            ) { _, _ in
                let (catalogue, server) = (await isCatalogueHere, await link.isHere)
                return await answer(catalogue, isGood: catalogue && server)
            },
            Route(
                .get, "/metrics", "The gateway's figures for Prometheus.", in: .running,
                answers: [.file(Self.figures, "The figures, in text form 0.0.4.")], caching: .never
            ) { _, _ in
                let (underWay, viewers) = jobs.counts
                let text = metrics.text(
                    jobsUnderWay: underWay, viewers: viewers, isServerHere: await link.isHere)
                return Response.bytes(Array(text.utf8), type: Self.figures)
            },
        ]
    }

    private static let figures = "text/plain; version=0.0.4; charset=utf-8"
    private static let states = Schema.object([
        .field("gateway", .choice(["ok"])), .field("catalogue", .choice(["ok", "faulty"])),
        .field("server", .choice(["ok", "away"])),
    ])

    private var isCatalogueHere: Bool {
        get async { (try? await catalogue.images(matching: ImageQuery(limit: 1))) != nil }
    }

    private func answer(_ isCatalogueHere: Bool, isGood: Bool) async -> Response {
        Response.json(
            [
                "gateway": "ok", "catalogue": isCatalogueHere ? "ok" : "faulty",
                "server": await link.isHere ? "ok" : "away",
            ], status: isGood ? .ok : .serviceUnavailable)
    }
}
