import Hummingbird

/// The description of the HTTP interface itself, for programs and for people.
struct ReferenceController: Controller {
    let site: Site
    /// A closure, because these routes are part of it.
    let interface: @Sendable () -> Interface

    var routes: [Route] {
        [
            Route(
                .get, "/openapi.json", "This interface as OpenAPI 3.1 describes it.", in: .running,
                answers: [.json(.object([]), "The description.")]
            ) { _, _ in
                Response.json(OpenAPIDocument(interface: interface()).json)
            },
            Route(
                .get, "/docs/api", "This interface for people.", in: .running,
                answers: [.file("text/html; charset=utf-8", "The page.")]
            ) { _, _ in
                guard let page = site.reference(interface()) else {
                    throw Problem(.internalServerError, "The page's template is damaged.")
                }
                return page
            },
        ]
    }
}
