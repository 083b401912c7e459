import ArgumentParser
import NIOHTTP1
import TestSupport
import Testing

@testable import reverie

@Suite struct CatalogueTests {
    private static func search(_ gateway: FakeGateway, _ text: String = "boot") async throws -> CataloguePage {
        let address = try GatewayAddress(parsing: "127.0.0.1:\(gateway.port)")
        let target = CatalogueListing.target(try CatalogueSearchCommand.parse([text]).parameters)
        // As patient as a very busy machine needs.
        let client = GatewayClient(address: address, timeout: .seconds(120))
        return try await client.get(target).decoded(as: CataloguePage.self, from: address)
    }

    private static let body = """
        {"images":[{"hash":"ab","caption":"Long coat\\u001b[2J","match":"both","url":"/images/ab.png","created":1}],"total":1,
         "search":{"meaning":true,"missing":0}}
        """

    @Test func `finds and lists`() async throws {
        let gateway = try await FakeGateway(body: Self.body)
        let found = try await Self.search(gateway, "warm & wool?")
        #expect(gateway.targets == ["/api/images?q=warm%20%26%20wool?&sort=relevance&limit=20"])
        let table = CatalogueListing.table(found.images, at: try GatewayAddress(parsing: "pi"), isSearch: true)
        #expect(
            table.lines(columns: nil) == [
                "FOUND BY  PICTURE                       CAPTION",
                "both      http://pi:8080/images/ab.png  Long coat\u{FFFD}[2J",
            ])
        #expect(CatalogueListing.notes(found).isEmpty)
        try await gateway.stop()
    }

    @Test func `says when words alone counted and when nothing is found`() throws {
        let address = try GatewayAddress(parsing: "pi")
        func notes(_ body: String) throws -> [String] {
            CatalogueListing.notes(
                try GatewayClient.Answer(status: 200, body: Array(body.utf8)).decoded(
                    as: CataloguePage.self, from: address))
        }
        #expect(try notes(#"{"images":[],"total":0,"search":{"meaning":true}}"#) == ["Nothing is found."])
        #expect(
            try notes(#"{"images":[],"total":0,"search":{"meaning":false,"reason":"It is away."}}"#)
                == ["By words only: It is away.", "Nothing is found."])
        #expect(
            try notes(#"{"images":[],"total":0,"search":{"meaning":true,"corrected":"sneakers"}}"#)
                == ["Looked for \"sneakers\" too.", "Nothing is found."])
    }

    @Test(
        arguments: [
            (.badRequest, #"{"detail":"Too long."}"#, .refused, "Too long."),
            (.internalServerError, "<html>", .serverFailed, "HTTP status 500"),
            (.ok, "<html>", .protocolViolation, "no gateway of Reverie"),
            (.ok, nil, .unavailable, "broke off"),
        ] as [(HTTPResponseStatus, String?, FailureStatus, String)])
    func `what goes wrong is told`(
        status: HTTPResponseStatus, body: String?, failure: FailureStatus, sentence: String
    ) async throws {
        let gateway = try await FakeGateway(status: status, body: body)
        let error = await #expect(throws: CommandFailure.self) { try await Self.search(gateway) }
        #expect(error?.status == failure)
        #expect(error?.sentence.contains(sentence) == true, "\(error?.sentence ?? "")")
        try await gateway.stop()
    }

    @Test func `a gateway that is away is one sentence`() async throws {
        let client = GatewayClient(address: try GatewayAddress(parsing: "127.0.0.1:1"))
        let error = await #expect(throws: CommandFailure.self) { try await client.get("/") }
        #expect(error?.status == .unavailable)
        #expect(error?.sentence.contains("http://127.0.0.1:1 cannot be reached") == true)
    }

    @Test(arguments: [
        ["search"], ["search", " "], ["search", "x", "--limit", "0"], ["search", "x", "--limit", "201"],
    ])
    func `nonsense is a usage error`(arguments: [String]) throws {
        let error = #expect(throws: (any Error).self) { try Reverie.parseAsRoot(arguments) }
        #expect(try Reverie.exitCode(for: #require(error)).rawValue == 64)
    }

    @Test func `the gateway is the option's, else the environment's, else the profile's, else this machine's`() throws {
        let folder = try TemporaryFolder()
        let given = try GatewayOption.parse(["--gateway", "pi:9"])
        let none = try GatewayOption.parse([])
        let home = ["XDG_CONFIG_HOME": folder.path]
        let variable = home.merging(["REVERIE_GATEWAY": "other:1"]) { $1 }
        #expect(try given.address(environment: variable).description == "http://pi:9")
        #expect(try none.address(environment: variable).description == "http://other:1")
        #expect(try none.address(environment: home).description == "http://localhost:8080")
        let configuration = "profile = \"a\"\n[profiles.a]\ngateway = \"sofa:2\"\n"
        try TextFile.write(configuration, to: folder.file("reverie/config.toml"), mode: 0o600)
        #expect(try none.address(environment: home).description == "http://sofa:2")
    }

    @Test(arguments: [
        ("AB12", "ab12"), ("http://pi:8080/images/ab12.png", "ab12"), ("/images/ab12.png", "ab12"),
        ("ab12.png", "ab12"),
    ])
    func `a picture is named by its hash or its address`(text: String, hash: String) {
        #expect(CataloguePicture(text)?.hash == hash)
    }

    @Test(arguments: ["", "xyz", "../../etc/passwd", "ab 12", String(repeating: "a", count: 65)])
    func `what names no picture is none`(text: String) {
        #expect(CataloguePicture(text) == nil)
    }
}
