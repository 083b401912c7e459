import HTTPTypes
import Hummingbird

/// The whole HTTP interface: every route there is.
struct Interface: Sendable {
    let routes: [Route]
    /// In the order of their first route.
    let groups: [RouteGroup]
    /// Each path, and the methods that it takes; as the router looks, those with fewer parameters come first.
    private let places: [(path: RouterPath, methods: [HTTPRequest.Method])]

    init(_ controllers: [any Controller]) {
        routes = controllers.flatMap(\.routes)
        groups = routes.reduce(into: []) { groups, route in
            if !groups.contains(route.group) { groups.append(route.group) }
        }
        let paths = Dictionary(grouping: routes, by: \.path).sorted { first, second in
            first.key.count { $0 == "{" } < second.key.count { $0 == "{" }
        }
        places = paths.map { path, routes in
            let methods = routes.map(\.method)
            return (RouterPath(path), methods + (methods.contains(.get) ? [.head] : []) + [.options])
        }
    }

    func register(on router: Router<Gateway.Context>) {
        for route in routes {
            router.on(RouterPath(route.path), method: route.method, use: route.respond)
        }
    }

    /// The methods that a path takes, for `Allow`; none for a path that is nowhere.
    func methods(at path: String) -> [HTTPRequest.Method] {
        let segments = path.split(separator: "/")
        return places.first { place in
            place.path.count == segments.count && zip(place.path, segments).allSatisfy { $0 ~= $1 }
        }?.methods ?? []
    }

    /// The group that has everything below a path to itself.
    func group(at path: String) -> RouteGroup? {
        let folder = RoutedPath.normal(path) + "/"
        return groups.first { $0.root.map(folder.hasPrefix) == true }
    }

    /// The form in which errors at a path are told.
    func errors(at path: String) -> ErrorForm { group(at: path)?.errors ?? .problem }
}

/// Something that serves routes.
protocol Controller: Sendable {
    var routes: [Route] { get }
}
