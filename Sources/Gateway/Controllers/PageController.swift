import HTTPTypes
import Hummingbird

/// The pages and the files they need.
struct PageController: Controller {
    let site: Site

    var routes: [Route] {
        [
            Route(.get, "/", "The page that makes pictures.", in: .pages, answers: Self.page) { _, _ in
                site.indexPage.response
            },
            // The page itself asks where the jobs are, and says so if they are nowhere.
            Route(
                .get, "/jobs/{ids}", "The page that makes pictures, with jobs in it.", in: .pages,
                parameters: [.path("ids", "The jobs' `id`s.")], answers: Self.page
            ) { _, _ in
                site.indexPage.response
            },
            Route(
                .get, "/how-it-works", "The page that explains how pictures are made.", in: .pages, answers: Self.page
            ) {
                _, _ in
                site.howPage.response
            },
            Route(.get, "/trash", "The page of the deleted pictures.", in: .pages, answers: Self.page) { _, _ in
                site.trashPage.response
            },
            Route(.get, "/catalogue", "The page of the saved pictures.", in: .pages, answers: Self.page) { _, _ in
                site.cataloguePage.response
            },
            Route(
                .get, "/assets/{name}", "A file that a page needs.", in: .pages,
                parameters: [.path("name", "The file's name.")],
                answers: Site.types.map { .file($0, "The file.") } + [.error(.notFound, "There is no such file.")]
            ) { _, context in
                guard let asset = site.assets[try context.parameters.require("name")] else {
                    throw HTTPError(.notFound)
                }
                return asset.response
            },
        ]
            + site.accountPages.sorted { $0.key < $1.key }.map { path, page in
                Route(.get, path, "A page of accounts.", in: .pages, answers: Self.page) { _, _ in page.response }
            }
    }

    private static let page: [Answer] = [.file("text/html; charset=utf-8", "The page.")]
}
