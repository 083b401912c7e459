import Foundation
import TestSupport
import Testing
import WireProtocol
import WireTransport

/// `reverie-server` as its owner meets it: stopped, stopped at once, started twice, checked, configured.
@Suite(.timeLimit(.minutes(10))) struct ServerLifeTests {
    private static func submit(_ port: Int, steps: UInt32) async throws -> (WireClient, WireClient.Job) {
        let client = try await WireClient.connect(
            to: ServerAddress(host: "127.0.0.1", port: port), clientName: "life-test", logger: nil)
        let model = try #require(try await client.models().first)
        let recipe = JobRecipe(
            model: model.name, prompt: model.defaultPrompt, seed: 7, steps: steps, sampler: "ddim", guidanceScale: 1)
        return (client, try await client.submit(SubmitRequest(recipe: recipe)))
    }

    @Test func aStopLetsTheRunningJobEnd() async throws {
        let (server, port) = try startServer()
        let (client, job) = try await Self.submit(port, steps: 400)
        var hasSignalled = false
        var last: JobEvent?
        for try await event in job.events {
            last = event
            if case .preview = event, !hasSignalled {
                hasSignalled = true
                server.send(SIGTERM)
                // Refused by the server, or by the client that was told that the server goes away.
                let refusal = await #expect(throws: (any Error).self) {
                    while true { _ = try await client.submit(Self.another(job)) }
                }
                #expect("\(refusal.map { "\($0)" } ?? "")".contains("stopping"))
            }
        }
        guard case .finished? = last else {
            Issue.record("ended with \(String(describing: last))")
            return
        }
        #expect(server.waitUntilExit() == 0)
    }

    private static func another(_ job: WireClient.Job) -> SubmitRequest {
        SubmitRequest(
            recipe: JobRecipe(model: "fashion", prompt: "", seed: 1, steps: 1, sampler: "ddim", guidanceScale: 1))
    }

    @Test func aSecondSignalEndsItAtOnce() async throws {
        let (server, port) = try startServer()
        let (client, job) = try await Self.submit(port, steps: 1000)
        for try await event in job.events { if case .preview = event { break } }
        server.send(SIGTERM)
        // The job has seconds of work left; the first signal is being served when it can no longer be submitted to.
        await #expect(throws: (any Error).self) { while true { _ = try await client.submit(Self.another(job)) } }
        server.send(SIGTERM)
        #expect(server.waitUntilExit() == 128 + SIGTERM)
    }

    @Test func whatHasNotEndedInTimeGoesOnAfterTheRestart() async throws {
        let folder = try TemporaryFolder()
        let (server, port) = try startServer("--data-dir", folder.path, "--drain-seconds", "0")
        let (_, job) = try await Self.submit(port, steps: 1000)
        #expect(server.stop() == 0)
        let (again, newPort) = try startServer("--data-dir", folder.path)
        let client = try await WireClient.connect(
            to: ServerAddress(host: "127.0.0.1", port: newPort), clientName: "life-test", logger: nil)
        let watched = try await client.attach(AttachRequest(job: job.id))
        #expect(watched.attached.recipe.steps == 1000)
        let result = try await client.cancel(job.id)
        #expect(result.step <= 1000)
        #expect(again.stop() == 0)
    }

    @Test func aSecondServerOnTheSameFolderIsRefused() throws {
        let folder = try TemporaryFolder()
        let (first, _) = try startServer("--data-dir", folder.path)
        let second = try Program.run("reverie-server", ["--wire-port", "0", "--data-dir", folder.path])
        #expect(second.status != 0 && second.errors.contains("Another Reverie server"), "\(second.errors)")
        #expect(first.stop() == 0)
    }

    @Test func checkSaysWhatIsSoundAndWhatIsNot() throws {
        let sound = try Program.run("reverie-server", ["check"])
        #expect(sound.status == 0 && sound.output.contains("The settings are sound."), "\(sound.errors)")
        #expect(sound.output.contains("The model fashion is whole"))
        let folder = try TemporaryFolder()
        try Data("wire-port = \"many\"".utf8).write(to: URL(filePath: folder.file("server.toml")))
        let wrong = try Program.run("reverie-server", ["check", "--config", folder.file("server.toml")])
        #expect(wrong.status != 0 && wrong.errors.contains("wire-port"), "\(wrong.errors)")
        let open = try Program.run("reverie-server", ["check"], environment: ["REVERIE_HOST": "0.0.0.0"])
        #expect(open.status != 0 && open.errors.contains("--insecure"), "\(open.errors)")
    }

    @Test func theFiguresAreThere() async throws {
        let (server, ready) = try Program.start(
            "reverie-server", ["--wire-port", "0", "--metrics-port", "0", "--log-format", "json"])
        let port = try #require(ports(in: ready).first)
        let (_, job) = try await Self.submit(port, steps: 3)
        for try await _ in job.events {}
        func log() -> [[String: String]] {
            server.errorText.split(separator: "\n").compactMap {
                try? JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: String]
            }
        }
        let address = try #require(log().first { $0["message"] == "figures are to be had" }?["address"])
        let text = try await HTTP(base: address).get("").text
        #expect(text.contains("reverie_jobs_ended_total{outcome=\"finished\"} 1\n"), "\(text)")
        #expect(text.contains("reverie_step_seconds_count{model=\"fashion\",rows=\"1\"} 3\n"))
        #expect(text.contains("reverie_previews_made_total 3\n") && text.contains("reverie_memory_bytes "))
        #expect(text.contains("reverie_preview_seconds_count 3\n") && text.contains("reverie_previews_sent_total "))
        // The client may hear of the end before the log does.
        try await eventually("the end of the job is in the log, as JSON") {
            log().contains { $0["message"] == "job ended" && $0["job"] == "\(job.id)" }
        }
        #expect(server.stop() == 0)
    }

    @Test func systemdIsTold() async throws {
        let folder = try TemporaryFolder()
        let socket = try DatagramSocket(path: folder.file("notify"))
        let (server, _) = try Program.start(
            "reverie-server", ["--wire-port", "0"],
            environment: ["NOTIFY_SOCKET": folder.file("notify"), "WATCHDOG_USEC": "400000"])
        #expect(socket.receive()?.hasPrefix("READY=1\nSTATUS=Listening on port") == true)
        #expect(socket.receive() == "WATCHDOG=1")
        server.send(SIGTERM)
        var message = socket.receive()
        while message == "WATCHDOG=1" { message = socket.receive() }
        #expect(message == "STOPPING=1")
        #expect(server.waitUntilExit() == 0)
    }
}

/// What a service manager listens on.
private final class DatagramSocket {
    private let file: Int32

    init(path: String) throws {
        file = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(file, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        try #require(result == 0)
    }

    deinit { close(file) }

    /// Waits for a message.
    func receive() -> String? {
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = recv(file, &bytes, bytes.count, 0)
        return count > 0 ? String(decoding: bytes.prefix(count), as: UTF8.self) : nil
    }
}
