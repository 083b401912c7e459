import Foundation
import TestSupport
import Testing

/// `reverie` against `reverie-server`, as two processes.
@Suite struct ClientAndServerTests {
    private static func generate(_ prompt: String, port: Int, seed: Int = 7, to folder: String, _ more: String...)
        throws
        -> Program.Result
    {
        try Program.run(
            "reverie",
            ["generate", prompt, "--server", "localhost:\(port)", "--seed", "\(seed)", "--output", folder] + more)
    }

    private static func pictures(in folder: String) throws -> [Data] {
        try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
            .map { try Data(contentsOf: URL(filePath: folder + "/" + $0)) }
    }

    @Test func aPromptBecomesPicturesAndTheSameRecipeTheSameBytes() throws {
        let (server, port) = try startServer()
        let folder = try TemporaryFolder()
        let first = try Self.generate("ankle boot", port: port, to: folder.file("a"), "--steps", "4", "--count", "3")
        #expect(first.status == 0, "\(first.errors)")
        let again = try Self.generate("ankle boot", port: port, to: folder.file("b"), "--steps", "4", "--count", "3")
        #expect(again.status == 0, "\(again.errors)")
        let other = try Self.generate(
            "ankle boot", port: port, seed: 8, to: folder.file("c"), "--steps", "4", "--count", "3")
        #expect(other.status == 0, "\(other.errors)")

        let pictures = try Self.pictures(in: folder.file("a"))
        #expect(pictures.count == 3 && Set(pictures).count == 3)
        #expect(try Self.pictures(in: folder.file("b")) == pictures)
        #expect(try Set(Self.pictures(in: folder.file("c"))).isDisjoint(with: pictures))
        for picture in pictures {
            #expect(picture.starts(with: [0x89, 0x50, 0x4E, 0x47]))
            #expect(picture.range(of: Data("\"prompt\":\"ankle boot\"".utf8)) != nil)
        }
        #expect(server.stop() == 0)
    }

    @Test func modelsAndPingAnswer() throws {
        let (server, port) = try startServer()
        let address = "localhost:\(port)"
        let models = try Program.run("reverie", ["models", "--server", address])
        #expect(models.status == 0 && models.output.contains("fashion"), "\(models.errors)")
        let ping = try Program.run("reverie", ["ping", "--server", address])
        #expect(ping.status == 0 && ping.output.contains("ms"), "\(ping.errors)")
        #expect(server.stop() == 0)
    }

    @Test(arguments: [
        (["--steps", "0"], "steps"),
        (["--steps", "10000000"], "steps"),
        (["--guidance", "nan"], "guidance"),
        (["--sampler", "magic"], "magic"),
        (["--model", "nothing"], "nothing"),
        (["--count", "200"], "count"),
    ])
    func badParametersAreExplained(arguments: [String], named: String) throws {
        let (server, port) = try startServer()
        let folder = try TemporaryFolder()
        let result = try Program.run(
            "reverie",
            ["generate", "bag", "--server", "localhost:\(port)", "--output", folder.file("out")] + arguments)
        #expect(result.status != 0)
        #expect(result.errors.lowercased().contains(named), "\(result.errors)")
        #expect(server.stop() == 0)
    }

    @Test func anUnfamiliarPromptMakesAPictureAndIsToldTheNearest() throws {
        let (server, port) = try startServer()
        let folder = try TemporaryFolder()
        let strange = try Self.generate("the stock market fell", port: port, to: folder.file("a"), "--steps", "2")
        #expect(strange.status == 0 && strange.errors.contains("nearest"), "\(strange.errors)")
        let near = try Self.generate("a thick jacket for cold days", port: port, to: folder.file("b"), "--steps", "2")
        #expect(near.status == 0 && !near.errors.contains("nearest"), "\(near.errors)")
        let long = String(repeating: "coat ", count: 2_000)
        let cut = try Self.generate(long, port: port, to: folder.file("c"), "--steps", "2")
        #expect(cut.status == 0 && cut.errors.contains("only its beginning"), "\(cut.errors)")
        #expect(server.stop() == 0)
    }

    @Test func textsBecomeVectors() throws {
        let (server, port) = try startServer()
        let result = try Program.run(
            "reverie", ["embed", "a warm coat", "", "👢", "--json", "--server", "localhost:\(port)"])
        let answer = try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any]
        let embeddings = try #require(answer?["embeddings"] as? [[String: Any]], "\(result.errors)")
        #expect(embeddings.count == 3)
        for embedding in embeddings {
            let vector = try #require(embedding["vector"] as? [Double])
            #expect(vector.count == 384 && abs(vector.reduce(0) { $0 + $1 * $1 } - 1) < 1e-4)
        }
        #expect(server.stop() == 0)
    }

    @Test func aServerThatIsAwayIsOneSentence() throws {
        let folder = try TemporaryFolder()
        let result = try Self.generate("bag", port: 1, to: folder.file("out"))
        #expect(result.status != 0)
        #expect(result.errors.contains("localhost:1"), "\(result.errors)")
    }

    @Test func anInterruptedClientCancelsItsJob() async throws {
        let (server, port) = try startServer()
        let address = "localhost:\(port)"
        let folder = try TemporaryFolder()
        // All thousand steps for sixteen pictures: far more than the test waits for.
        let client = try Program.launch(
            "reverie",
            [
                "generate", "bag", "--server", address, "--steps", "1000", "--count", "16", "--output",
                folder.file("out"),
            ])
        try await Task.sleep(for: .seconds(2))
        client.send(SIGINT)
        #expect(client.waitUntilExit() == 130)
        // The server is free again at once: a short job is not queued behind the long one.
        let next = try Program.run(
            "reverie", ["generate", "bag", "--server", address, "--steps", "1", "--output", folder.file("next")])
        #expect(next.status == 0, "\(next.errors)")
        #expect(server.stop() == 0)
    }
}
