import Foundation
import TestSupport
import Testing

/// `reverie-server` and `reverie-gateway` as two processes, seen from a browser's side.
@Suite struct GatewayTests {
    private struct System {
        let server: Program
        let wirePort: Int
        let gateway: Program
        let http: HTTP
        let folder: TemporaryFolder

        init() async throws {
            folder = try TemporaryFolder()
            (server, wirePort) = try startServer()
            let (gateway, ready) = try Program.start(
                "reverie-gateway",
                ["--http-port", "0", "--server", "localhost:\(wirePort)", "--data-dir", folder.file("data")])
            self.gateway = gateway
            http = HTTP(base: "http://localhost:\(try #require(ports(in: ready).first))")
            try await http.wait(for: "/api/models", status: 200)
        }
    }

    @Test func aPictureIsMadeSavedFoundRenamedAndDeleted() async throws {
        let system = try await System()
        let http = system.http
        let page = try await http.get("/")
        #expect(page.status == 200 && page.text.contains("GENERATE"))

        let job = try await http.send("POST", "/api/jobs", json: ["prompt": "ankle boot", "steps": 5, "seed": "7"])
        #expect(job.status == 202, "\(job.text)")
        let id = try #require(job.object["id"] as? String)
        let events = eventNames(in: try await http.get("/api/jobs/\(id)/events").text)
        #expect(events.contains("started") && events.contains("image") && events.last == "finished", "\(events)")

        let picture = try await http.get("/api/jobs/\(id)/images/0.png")
        #expect(picture.status == 200 && picture.body.starts(with: [0x89, 0x50, 0x4E, 0x47]))

        let caption = "a <script>alert(1)</script> boot"
        let saved = try await http.send("POST", "/api/images", json: ["job": id, "image": 0, "caption": caption])
        #expect(saved.status == 201, "\(saved.text)")
        let hash = try #require(saved.object["hash"] as? String)
        #expect(try await http.get("/images/\(hash).png").body == picture.body)

        let found = try await http.get("/api/images?q=boot")
        #expect(found.status == 200 && found.text.contains(hash))
        #expect(try await http.get("/api/images?q=quarterly%20tax%20return").text.contains(hash) == false)
        #expect(try await http.get("/catalogue").text.contains("<script>alert(1)") == false)

        #expect(try await http.send("PATCH", "/api/images/\(hash)", json: ["caption": "winter"]).status == 200)
        #expect(try await http.get("/api/images?q=winter").text.contains(hash))
        #expect(try await http.send("DELETE", "/api/images/\(hash)").status < 300)
        #expect(try await http.get("/images/\(hash).png").status == 404)
        #expect(system.gateway.stop() == 0)
        #expect(system.server.stop() == 0)
    }

    @Test func aPictureIsFoundByWhatItMeansAndByWordsWhenTheServerIsAway() async throws {
        let system = try await System()
        let http = system.http
        let job = try await http.send("POST", "/api/jobs", json: ["prompt": "ankle boot", "steps": 2, "seed": "7"])
        let id = try #require(job.object["id"] as? String, "\(job.text)")
        _ = try await http.get("/api/jobs/\(id)/events")
        let saved = try await http.send(
            "POST", "/api/images", json: ["job": id, "image": 0, "caption": "For a long walk"])
        let hash = try #require(saved.object["hash"] as? String, "\(saved.text)")
        func search(_ text: String, _ more: String...) throws -> Program.Result {
            let found = try Program.run("reverie", ["search", text, "--gateway", http.base] + more)
            #expect(found.status == 0, "\(found.errors)")
            return found
        }
        // The caption is encoded behind the scenes.
        try await eventually { try search("footwear").output.contains("meaning   \(http.base)/images/\(hash).png") }
        #expect(try search("a walk", "--json").output.contains(#""match":"both""#))
        #expect(try !search("quarterly tax return").output.contains(hash))

        #expect(system.server.stop() == 0)
        try await http.wait(for: "/api/models", status: 503)
        let words = try search("walk")
        #expect(words.output.contains("words     \(http.base)/images/\(hash).png"))
        #expect(words.errors.contains("By words only: The inference server is away."))
        #expect(system.gateway.stop() == 0)
    }

    @Test func theServerIsKilledInTheMiddleOfAPictureAndComesBack() async throws {
        let system = try await System()
        let http = system.http
        let job = try await http.send(
            "POST", "/api/jobs", json: ["prompt": "bag", "steps": 1000, "count": 4])
        #expect(job.status == 202, "\(job.text)")
        let id = try #require(job.object["id"] as? String)
        async let stream = http.get("/api/jobs/\(id)/events")
        try await Task.sleep(for: .seconds(1))
        system.server.kill()

        // Away: a plain answer, and the catalogue still works.
        try await http.wait(for: "/api/models", status: 503)
        #expect(try await http.send("POST", "/api/jobs", json: ["prompt": "bag"]).status == 503)
        #expect(try await http.get("/catalogue").status == 200)

        let (server, _) = try Program.start("reverie-server", ["--wire-port", "\(system.wirePort)"])
        try await http.wait(for: "/api/models", status: 200)
        // The page of the job stays open all the while: it is told how the job ends on the new server.
        let events = try await stream
        let ending = eventNames(in: events.text).last ?? ""
        #expect(["finished", "failed"].contains(ending), "\(events.text.suffix(400))")
        let next = try await http.send("POST", "/api/jobs", json: ["prompt": "bag", "steps": 2])
        #expect(next.status == 202, "\(next.text)")
        #expect(system.gateway.stop() == 0)
        #expect(server.stop() == 0)
    }

    @Test(
        arguments: [
            ["steps": 0], ["steps": 10_000_000], ["sampler": "magic"], ["model": "nothing"], ["guidanceScale": "NaN"],
            ["count": 0], ["seed": "-1"], ["eta": 7],
        ] as [[String: any Sendable]])
    func badParametersAreRefused(parameters: [String: any Sendable]) async throws {
        let system = try await System()
        let answer = try await system.http.send("POST", "/api/jobs", json: parameters)
        #expect((400..<500).contains(answer.status), "\(parameters): \(answer.text)")
        #expect(try answer.object["detail"] is String)
    }

    @Test func everythingInOneProcess() async throws {
        let folder = try TemporaryFolder()
        let (up, ready) = try Program.start(
            "reverie-up", ["--http-port", "0", "--wire-port", "0", "--data-dir", folder.file("data")])
        let ports = ports(in: ready)
        try #require(ports.count == 2, "\(ready)")
        let http = HTTP(base: "http://localhost:\(ports[0])")
        try await http.wait(for: "/api/models", status: 200)
        let result = try Program.run(
            "reverie",
            [
                "generate", "sneaker", "--server", "localhost:\(ports[1])", "--steps", "3", "--output",
                folder.file("out"),
            ])
        #expect(result.status == 0, "\(result.errors)")
        #expect(up.stop() == 0)
    }
}
