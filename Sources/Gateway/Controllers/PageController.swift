import HTTPTypes
import Hummingbird

/// The pages and the files they need.
struct PageController: Sendable {
    let site: Site

    func addRoutes(to router: Router<Gateway.Context>) {
        router.get("/") { request, _ in answer(site.indexPage, request) }
        // The page itself asks where the jobs are, and says so if they are nowhere.
        router.get("/jobs/{ids}") { request, _ in answer(site.indexPage, request) }
        router.get("/how-it-works") { request, _ in answer(site.howPage, request) }
        router.get("/trash") { request, _ in answer(site.trashPage, request) }
        router.get("/catalogue") { request, _ in answer(site.cataloguePage, request) }
        for (path, page) in site.accountPages {
            router.get(RouterPath(path)) { request, _ in answer(page, request) }
        }
        router.get("/assets/{name}") { request, context in
            guard let asset = site.assets[try context.parameters.require("name")] else { throw HTTPError(.notFound) }
            return answer(asset, request)
        }
    }

    /// The browser asks each time and is told 304 as long as nothing changed: an update shows at once.
    private func answer(_ asset: Site.Asset, _ request: Request) -> Response {
        let isKnown = request.headers[.ifNoneMatch]?.contains(asset.entityTag) == true
        var response =
            isKnown ? Response(status: .notModified) : Response.bytes(asset.bytes, type: asset.type)
        response.headers[.eTag] = asset.entityTag
        response.headers[.cacheControl] = "no-cache"
        return response
    }
}
