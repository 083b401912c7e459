import Catalogue
import Hummingbird
import Logging
import NIOCore
import Observability

/// What all controllers share, and the routes to them.
struct Gateway: Sendable {
    let catalogue: Catalogue
    let link: ServerLink
    let site: Site
    let jobs = JobBoard()
    let finder: JobFinder
    let films: FilmRestorer
    let webUIState = WebUIState()
    let metrics: GatewayMetrics
    let queries: QueryEncoder
    let indexer: CaptionIndexer
    let clock = WallClock.system
    var access = Access()

    /// Who may use the gateway, and how much.
    struct Access: Sendable {
        /// nil: everybody.
        var accounts: Accounts?
        var proxies = TrustedProxies()
        /// Whether this machine's own names are the only ones it is called by.
        var isLocal = false
        var limitsRates = false
        /// What programs show that speak other people's interfaces, where there are no accounts; nil: everybody may.
        var token: APIToken?
    }

    typealias Context = GatewayContext

    init(
        catalogue: Catalogue, link: ServerLink, site: Site, figures: PrometheusRegistry = PrometheusRegistry(),
        logger: Logger
    ) {
        metrics = GatewayMetrics(figures)
        self.catalogue = catalogue
        self.link = link
        self.site = site
        finder = JobFinder(board: jobs, link: link)
        films = FilmRestorer(link: link, board: jobs)
        queries = QueryEncoder(link)
        indexer = CaptionIndexer(catalogue: catalogue, encoder: link, logger: logger)
    }

    /// The HTTP server, with the link to the inference server and the indexer of captions beside it. `onReady` is given the port it listens on.
    func application(
        host: String, port: Int, logger: Logger, onReady: @escaping @Sendable (Int) async -> Void = { _ in }
    ) -> Application<RouterResponder<Context>> {
        Application(
            responder: router().buildResponder(), configuration: .init(address: .hostname(host, port: port)),
            services: [link, indexer, TrashKeeper(catalogue: catalogue, logger: logger, wallClock: clock)],
            onServerRunning: { channel in await onReady(channel.localAddress?.port ?? port) },
            logger: logger)
    }

    private var starter: JobStarter { JobStarter(link: link, jobs: jobs) }

    /// Every route there is.
    var interface: Interface {
        let accounts = access.accounts.map { AccountController(accounts: $0, proxies: access.proxies) }
        return Interface(
            [
                JobController(
                    starter: starter, jobs: jobs, finder: finder,
                    shelf: PictureShelf(catalogue: catalogue, jobs: finder), metrics: metrics),
                JobFrameController(finder: finder, films: films),
                ImageController(catalogue: catalogue, jobs: finder, queries: queries, indexer: indexer, clock: clock),
                TrashController(catalogue: catalogue, indexer: indexer, clock: clock),
                ArchiveController(catalogue: catalogue),
                PictureController(catalogue: catalogue),
            ] + (accounts.map { [$0] } ?? []) + [
                ModelController(link: link),
                HealthController(link: link, catalogue: catalogue, jobs: jobs, metrics: metrics),
                OpenAIController(starter: starter, proxies: access.proxies),
                WebUIController(starter: starter, state: webUIState),
                ReferenceController(site: site) { self.interface },
                PageController(site: site),
            ])
    }

    func router() -> Router<Context> {
        let interface = interface
        let router = Router(context: Context.self, options: .autoGenerateHeadEndpoints)
        router.add(middleware: TraceMiddleware())
        router.add(middleware: LogRequestsMiddleware(.debug))
        router.add(middleware: MetricsMiddleware(metrics: metrics))
        router.add(middleware: SecurityHeadersMiddleware())
        router.add(middleware: ProblemMiddleware(interface: interface, site: site))
        // In this order: what is asked too often or from elsewhere is refused before anybody's pass phrase is looked at; and
        // nothing below has to know of accounts to be closed to those without one.
        if access.limitsRates { router.add(middleware: RateLimitMiddleware(proxies: access.proxies)) }
        router.add(middleware: SameOriginMiddleware(isLocal: access.isLocal, proxies: access.proxies))
        router.add(middleware: AccessMiddleware(accounts: access.accounts, proxies: access.proxies))
        if access.accounts == nil {
            router.add(middleware: TokenMiddleware(interface: interface, token: access.token))
        }
        router.add(middleware: MethodMiddleware(interface: interface))
        interface.register(on: router)
        return router
    }
}
