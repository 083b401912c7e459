import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Testing

@testable import Gateway

struct InterfaceTests {
    /// Whoever asks the router for a route behind the interface's back is told here.
    @Test func everyRouteIsDeclaredAndDescribed() async throws {
        try await GatewayHarness.run(isServerHere: false) { gateway in
            let declared = gateway.gateway.interface.routes.map { "\($0.method) \($0.path)" }.sorted()
            let served = gateway.gateway.router().routes.map { "\($0.method) \($0.path)" }.sorted()
            #expect(served == declared)
            let document = try await gateway.get("/openapi.json").decoded(as: JSON.self)
            guard case .object(let paths) = document["paths"] else {
                Issue.record("no paths")
                return
            }
            let described = paths.flatMap { path, operations -> [String] in
                guard case .object(let operations) = operations else { return [] }
                return operations.keys.map { "\($0.uppercased()) \(path)" }
            }
            #expect(described.sorted() == declared)
        }
    }

    @Test func everyRouteIsWhole() async throws {
        try await GatewayHarness.run(isServerHere: false) { gateway in
            let routes = gateway.gateway.interface.routes
            #expect(Set(routes.map(\.identifier)).count == routes.count)
            for route in routes {
                #expect(route.summary.hasSuffix("."), "\(route.path)")
                let named = RouterPath(route.path).description.matches(of: /{([a-z]+)}/).map { String($0.1) }
                let declared = route.parameters.filter { $0.place == .path }.map(\.name)
                #expect(named == declared, "\(route.path)")
                #expect(route.answers.contains { !$0.isError }, "\(route.path)")
            }
        }
    }

    @Test(arguments: [
        ("/api/images", "GET, POST, HEAD, OPTIONS"), ("/api/images/x", "GET, PATCH, DELETE, HEAD, OPTIONS"),
        ("/images/x.png", "GET, HEAD, OPTIONS"), ("/", "GET, HEAD, OPTIONS"),
    ])
    func aPathSaysWhatItTakes(path: String, methods: String) async throws {
        try await GatewayHarness.run(isServerHere: false) { gateway in
            let options = try await gateway.send(.options, path, "")
            #expect(options.status == .noContent)
            #expect(options.headers[.allow] == methods)
            let put = try await gateway.send(.put, path, "{}")
            _ = try put.problem(.methodNotAllowed)
            #expect(put.headers[.allow] == methods)
            let refusal = gateway.gateway.interface.route(.get, at: path)?.answers.first { $0.status == put.status }
            #expect(refusal?.isError == true)
            let nowhere = try await gateway.send(.options, "/nowhere", "")
            _ = try nowhere.problem(.notFound)
        }
    }

    @Test(arguments: [
        ("/v1/models", RouteGroup.openAI), ("//v1/models", .openAI), ("/v1//models/", .openAI),
        ("/sdapi/v1/txt2img", .webUI), ("///sdapi//v1/txt2img//", .webUI), ("/v10/models", nil), ("//", nil),
    ])
    func slashesThatTheRouterPassesOverLeadOutOfNoGroup(path: String, group: RouteGroup?) async throws {
        try await GatewayHarness.run(isServerHere: false) { gateway in
            #expect(gateway.gateway.interface.group(at: path) == group)
        }
    }

    @Test(arguments: [("", "/"), ("/", "/"), ("//", "/"), ("/api/jobs", "/api/jobs"), ("//api///jobs//", "/api/jobs")])
    func pathsAreReadAsTheRouterReadsThem(path: String, normal: String) {
        #expect(RoutedPath.normal(path) == normal)
    }

    @Test func headTellsWhatGetWouldSend() async throws {
        try await GatewayHarness.run(isServerHere: false) { gateway in
            let get = try await gateway.get("/assets/reverie.css")
            let head = try await gateway.send(.head, "/assets/reverie.css", "")
            #expect(head.status == .ok && head.bytes.isEmpty)
            #expect(head.headers[.contentLength] == String(get.bytes.count))
            #expect(head.headers[.eTag] == get.headers[.eTag])
        }
    }
}
