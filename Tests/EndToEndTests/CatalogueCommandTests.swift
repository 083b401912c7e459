import Foundation
import TestSupport
import Testing

/// What is done to a catalogue from the command line, beside a running gateway and without one.
@Suite struct CatalogueCommandTests {
    private struct Gateway {
        let program: Program
        let http: HTTP

        init(_ data: String, wirePort: Int, _ more: String...) throws {
            let (program, ready) = try Program.start(
                "reverie-gateway",
                ["--http-port", "0", "--server", "localhost:\(wirePort)", "--data-dir", data] + more)
            self.program = program
            http = HTTP(base: "http://localhost:\(try #require(ports(in: ready).first))")
        }
    }

    private func save(_ http: HTTP, seed: Int) async throws -> String {
        try await http.wait(for: "/api/models", status: 200)
        let job = try await http.send("POST", "/api/jobs", json: ["prompt": "bag", "steps": 2, "seed": "\(seed)"])
        let id = try #require(job.object["id"] as? String, "\(job.text)")
        _ = try await http.get("/api/jobs/\(id)/events")
        let saved = try await http.send("POST", "/api/images", json: ["job": id, "image": 0, "caption": "Bag \(seed)"])
        return try #require(saved.object["hash"] as? String, "\(saved.text)")
    }

    @Test func checkedBackedUpWhileItRunsDamagedRepairedAndRestored() async throws {
        let folder = try TemporaryFolder()
        let data = folder.file("data")
        let (server, wirePort) = try startServer()
        let gateway = try Gateway(data, wirePort: wirePort)
        let hashes = [try await save(gateway.http, seed: 1), try await save(gateway.http, seed: 2)]
        func command(_ arguments: String...) throws -> Program.Result {
            try Program.run("reverie-gateway", arguments + ["--data-dir", data])
        }
        let sound = try command("check")
        #expect(sound.status == 0 && sound.output.contains("All is well"), "\(sound.output)\(sound.errors)")
        let backup = try command("backup", folder.file("backup"))
        #expect(backup.status == 0 && backup.output.contains("2 pictures are in"), "\(backup.output)\(backup.errors)")
        let inUse = try command("check", "--repair")
        #expect(inUse.status == 1 && inUse.errors.contains("Another Reverie"), "\(inUse.errors)")
        #expect(gateway.program.stop() == 0)

        try FileManager.default.removeItem(atPath: "\(data)/pictures/\(hashes[0]).png")
        try Data("rubbish".utf8).write(to: URL(filePath: "\(data)/pictures/\(hashes[1]).png"))
        let damaged = try command("check")
        #expect(damaged.status == 1)
        #expect(damaged.output.contains("its file \(hashes[0]).png is missing"), "\(damaged.output)")
        #expect(damaged.output.contains("\(hashes[1]).png is damaged"), "\(damaged.output)")
        let repaired = try command("check", "--repair")
        #expect(repaired.status == 0, "\(repaired.output)")
        #expect(repaired.output.contains("2 faults were found and repaired"), "\(repaired.output)")

        let refused = try command("restore", folder.file("backup"))
        #expect(refused.status == 1 && refused.errors.contains("--replace"), "\(refused.errors)")
        let restored = try command("restore", folder.file("backup"), "--replace")
        #expect(restored.status == 0, "\(restored.output)\(restored.errors)")
        let again = try Gateway(data, wirePort: wirePort)
        for hash in hashes { #expect(try await again.http.get("/images/\(hash).png").status == 200) }
        #expect(try await again.http.get("/api/images?q=bag").text.contains(hashes[1]))
        #expect(again.program.stop() == 0)
        #expect(server.stop() == 0)
    }

    @Test func accountsAreMadeBesideARunningGateway() async throws {
        let folder = try TemporaryFolder()
        let data = folder.file("data")
        let gateway = try Gateway(data, wirePort: 1, "--accounts")
        #expect(try await gateway.http.get("/api/images").status == 401)
        func account(_ arguments: String..., input: String? = nil) throws -> Program.Result {
            try Program.run("reverie-gateway", ["account"] + arguments + ["--data-dir", data], input: input)
        }
        let short = try account("add", "anna", input: "short\n")
        #expect(short.status == 1 && short.errors.contains("at least 8 characters"), "\(short.errors)")
        let added = try account("add", "anna", input: "a long phrase\n")
        #expect(added.status == 0 && added.output.contains("as an admin"), "\(added.output)\(added.errors)")
        #expect(try account("add", "ben", input: "b long phrase\n").status == 0)
        #expect(try account("list").output == "anna\tadmin\nben\n")
        let signedIn = try await gateway.http.send(
            "POST", "/api/session", json: ["name": "anna", "passPhrase": "a long phrase"])
        #expect(signedIn.status == 200, "\(signedIn.text)")
        let token = try account("token", "ben").output.trimmingCharacters(in: .newlines)
        #expect(token.count == 64)
        #expect(try account("remove", "ben").status == 0)
        #expect(try account("remove", "ben").errors.contains("There is no account ben"))
        #expect(try account("list").output == "anna\tadmin\n")
        #expect(gateway.program.stop() == 0)
    }
}
