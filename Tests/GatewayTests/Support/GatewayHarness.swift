import FoundationEssentials
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import TestSupport
import Testing
import WireTransport

@testable import Catalogue
@testable import Gateway

/// A whole gateway on a free port, with an inference server behind it or none.
struct GatewayHarness: Sendable {
    let port: Int
    let gateway: Gateway
    let inference: FakeInference

    static let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    /// - Parameter isServerHere: without it, the gateway looks for its server where nothing listens.
    static func run(
        isServerHere: Bool = true, access: Gateway.Access = .init(), withAccounts: Bool = false,
        _ test: @Sendable (GatewayHarness) async throws -> Void
    ) async throws {
        let inference = FakeInference()
        let server = try await serve(inference)
        if !isServerHere { await server.shutdown(goingAway: "Gone.") }
        try await run(
            server: server, inference: inference, access: access, withAccounts: withAccounts
        ) { harness in
            if isServerHere { try await harness.waitForServer(isHere: true) }
            try await test(harness)
        }
        await server.shutdown(goingAway: "The test is over.")
    }

    static func run(
        server: WireServer, inference: FakeInference, access: Gateway.Access = .init(), withAccounts: Bool = false,
        _ test: @Sendable (GatewayHarness) async throws -> Void
    ) async throws {
        let folder = try TemporaryFolder()
        let catalogue = try Catalogue(folder: folder.path)
        var gateway = Gateway(
            catalogue: catalogue,
            link: ServerLink(server: ServerAddress(host: "127.0.0.1", port: server.port), logger: quiet),
            site: try await Site.load(withAccounts: withAccounts), logger: quiet)
        gateway.access = access
        if withAccounts {
            let accounts = Accounts(store: catalogue.accounts, clock: gateway.clock)
            gateway.access.accounts = accounts
            // Quick ones: what a pass phrase costs is not what is tested.
            for (name, phrase) in [("Anna", "a long phrase"), ("Ben", "b long phrase")] {
                let secret = try PassPhrase.secret(of: phrase, costs: .init(logRounds: 4, blockSize: 8, parallelism: 1))
                try await accounts.store.add(AccountName(name), secret: secret, isAdmin: false, created: 0)
            }
        }
        let made = gateway
        try await made.application(host: "127.0.0.1", port: 0, logger: quiet).test(.live) { client in
            try await test(
                GatewayHarness(
                    port: try #require(client.port), gateway: made, inference: inference))
        }
        withExtendedLifetime(folder) {}
    }

    static func serve(_ inference: FakeInference, port: Int = 0) async throws -> WireServer {
        try await WireServer.bind(host: "127.0.0.1", port: port, service: inference, logger: quiet)
    }

    func waitForServer(isHere: Bool) async throws {
        try await eventually {
            let health = try await get("/healthz")
            return health.text.contains(isHere ? #""server":"ok""# : #""server":"away""#)
        }
    }

    // MARK: Requests

    func get(
        _ path: String, headers: HTTPFields = [:], host: String = "localhost"
    ) async throws -> TestClient.Response {
        try await execute(TestClient.Request(path, method: .get, authority: host, headers: headers))
    }

    func delete(_ path: String, headers: HTTPFields = [:]) async throws -> TestClient.Response {
        try await execute(TestClient.Request(path, method: .delete, authority: "localhost", headers: headers))
    }

    /// What a browser shows that has signed in as Anna or Ben.
    func signIn(_ name: String) async throws -> HTTPFields {
        let phrase = name == "Anna" ? "a long phrase" : "b long phrase"
        let body = try json(["name": .text(name), "passPhrase": .text(phrase)])
        let cookie = try await send(.post, "/api/session", body).headers[.setCookie]
        return [.cookie: String(try #require(cookie).prefix { $0 != ";" })]
    }

    func send(
        _ method: HTTPRequest.Method = .post, _ path: String, _ body: String, type: String = "application/json",
        headers: HTTPFields = [:]
    ) async throws -> TestClient.Response {
        var headers = headers
        headers[.contentType] = type
        return try await execute(
            TestClient.Request(
                path, method: method, authority: "localhost", headers: headers, body: ByteBuffer(string: body)))
    }

    /// Each request on a connection of its own, so that any number may be under way. Every answer has to be as its route
    /// declares it.
    func execute(_ request: TestClient.Request) async throws -> TestClient.Response {
        let response = try await TestClient.withClient(
            host: "127.0.0.1", port: port, configuration: .init(timeout: .seconds(20))
        ) { client in
            try await client.execute(request)
        }
        let (method, path) = (request.head.method, request.head.path ?? "")
        let faults = gateway.interface.faults(response, to: method, path)
        #expect(faults.isEmpty, "\(method) \(path) answers as it is not declared")
        return response
    }

    // MARK: Steps that many tests take

    struct Accepted: Decodable {
        let id: String
        let seed: String
        let events: String
        let prompt: Prompt

        struct Prompt: Decodable, Equatable {
            let truncated: Bool
            let familiarity: Float
            let suggestions: [String]
        }
    }

    func submit(_ body: String = "{}") async throws -> Accepted {
        let response = try await send(.post, "/api/jobs", body)
        try #require(response.status == .accepted, "\(response.text)")
        return try response.decoded()
    }

    struct Event: Equatable {
        var id: String?
        var name = ""
        var data = ""
    }

    /// The events of a job until the stream ends.
    func events(_ job: String, after last: String? = nil) async throws -> [Event] {
        var headers: HTTPFields = [:]
        if let last, let name = HTTPField.Name("Last-Event-ID") { headers[name] = last }
        let response = try await get("/api/jobs/\(job)/events", headers: headers)
        try #require(response.status == .ok, "\(response.status)")
        #expect(response.headers[.contentType] == "text/event-stream")
        return response.text.split(separator: "\n\n").map { block in
            var event = Event()
            for line in block.split(separator: "\n") {
                if line.hasPrefix("id: ") { event.id = String(line.dropFirst(4)) }
                if line.hasPrefix("event: ") { event.name = String(line.dropFirst(7)) }
                if line.hasPrefix("data: ") { event.data = String(line.dropFirst(6)) }
            }
            return event
        }
    }

    /// The names of what a viewer who comes now is told of what happened so far.
    func storyOfNewViewer(_ job: String) async throws -> [String] {
        let job = try await gateway.finder.job(job)
        guard let mailbox = job.watch(after: nil) else { return [] }
        defer { job.leave(mailbox) }
        mailbox.finish()
        var names: [String] = []
        while let delivery = await mailbox.next() {
            switch delivery {
            case .event(let event): names.append(event.name)
            case .preview: names.append("preview")
            }
        }
        return names
    }

    struct Saved: Decodable, Equatable {
        let hash: String
        let caption: String
        let url: String
        let download: String
        let version: Int64
        let recipe: Recipe

        struct Recipe: Decodable, Equatable {
            let prompt: String
            let seed: String
            let image: Int
            let steps: Int
        }
    }

    struct Page: Decodable {
        let images: [Saved]
        let total: Int
        let next: String?
    }

    /// Makes a picture and saves it.
    func save(_ caption: String, seed: Int = 7) async throws -> Saved {
        let job = try await submit(#"{"seed":"\#(seed)"}"#)
        _ = try await events(job.id)
        let body = try json(["job": .text(job.id), "image": .number(0), "caption": .text(caption)])
        let response = try await send(.post, "/api/images", body)
        try #require(response.status == .created, "\(response.text)")
        return try response.decoded()
    }

    enum Value: Encodable {
        case text(String)
        case number(Int)

        func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            switch self {
            case .text(let text): try container.encode(text)
            case .number(let number): try container.encode(number)
            }
        }
    }

    func json(_ fields: [String: Value]) throws -> String {
        String(decoding: try JSONEncoder().encode(fields), as: UTF8.self)
    }
}

extension TestClient.Response {
    var bytes: [UInt8] { body.map { Array($0.readableBytesView) } ?? [] }
    var text: String { String(decoding: bytes, as: UTF8.self) }

    func decoded<Answer: Decodable>(as type: Answer.Type = Answer.self) throws -> Answer {
        try JSONDecoder().decode(type, from: Data(bytes))
    }

    /// Checks that this is a problem (RFC 9457) and returns it.
    func problem(_ status: HTTPResponse.Status) throws -> ProblemAnswer {
        #expect(self.status == status, "\(text)")
        #expect(headers[.contentType] == "application/problem+json")
        let problem = try decoded(as: ProblemAnswer.self)
        #expect(problem.type == "about:blank")
        #expect(problem.status == status.code)
        #expect(problem.title == status.reasonPhrase)
        #expect(problem.detail.hasSuffix(".") || problem.detail.hasSuffix("?"))
        return problem
    }
}

struct ProblemAnswer: Decodable {
    let type: String
    let title: String
    let status: Int
    let detail: String
    let field: String?
}
