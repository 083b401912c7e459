import Catalogue
import Hummingbird
import Logging
import NIOCore

/// What all controllers share, and the routes to them.
struct Gateway: Sendable {
    let catalogue: Catalogue
    let link: ServerLink
    let site: Site
    let jobs = JobBoard()
    let finder: JobFinder
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
    }

    typealias Context = GatewayContext

    init(catalogue: Catalogue, link: ServerLink, site: Site, logger: Logger) {
        self.catalogue = catalogue
        self.link = link
        self.site = site
        finder = JobFinder(board: jobs, link: link)
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

    private func router() -> Router<Context> {
        let router = Router(context: Context.self, options: .autoGenerateHeadEndpoints)
        router.add(middleware: LogRequestsMiddleware(.debug))
        router.add(middleware: SecurityHeadersMiddleware())
        router.add(middleware: ProblemMiddleware())
        // In this order: what is asked too often or from elsewhere is refused before anybody's pass phrase is looked at; and
        // nothing below has to know of accounts to be closed to those without one.
        if access.limitsRates { router.add(middleware: RateLimitMiddleware(proxies: access.proxies)) }
        router.add(middleware: SameOriginMiddleware(isLocal: access.isLocal, proxies: access.proxies))
        router.add(middleware: AccessMiddleware(accounts: access.accounts, proxies: access.proxies))
        PageController(site: site).addRoutes(to: router)
        if let accounts = access.accounts {
            AccountController(accounts: accounts, proxies: access.proxies).addRoutes(to: router)
        }
        ModelController(link: link).addRoutes(to: router)
        JobController(link: link, jobs: jobs, finder: finder, shelf: PictureShelf(catalogue: catalogue, jobs: finder))
            .addRoutes(to: router)
        JobFrameController(finder: finder).addRoutes(to: router)
        ImageController(catalogue: catalogue, jobs: finder, queries: queries, indexer: indexer, clock: clock)
            .addRoutes(to: router)
        TrashController(catalogue: catalogue, indexer: indexer, clock: clock).addRoutes(to: router)
        ArchiveController(catalogue: catalogue).addRoutes(to: router)
        PictureController(catalogue: catalogue).addRoutes(to: router)
        return router
    }
}
