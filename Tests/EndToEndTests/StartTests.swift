import Foundation
import TestSupport
import Testing

/// What stands in the way of a start is told in one sentence.
@Suite struct StartTests {
    /// A copy of the shipped weights that a test may damage.
    private static func copyOfWeights(to folder: String) throws {
        let source = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "weights/fashion")
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        for name in ["model.json", "model.safetensors"] {
            try FileManager.default.copyItem(atPath: source.path() + "/" + name, toPath: folder + "/" + name)
        }
    }

    @Test func anOccupiedPort() throws {
        let (first, port) = try startServer()
        let second = try Program.run("reverie-server", ["--wire-port", "\(port)"])
        #expect(second.status != 0 && second.errors.contains("\(port)"), "\(second.errors)")
        #expect(first.stop() == 0)
    }

    @Test func missingWeights() throws {
        let folder = try TemporaryFolder()
        let absent = try Program.run("reverie-server", ["--wire-port", "0", "--weights", folder.file("absent")])
        #expect(absent.status != 0 && absent.errors.contains("absent"), "\(absent.errors)")
        let empty = try Program.run("reverie-server", ["--wire-port", "0", "--weights", folder.path])
        #expect(empty.status != 0 && empty.errors.contains("holds no model"), "\(empty.errors)")
    }

    @Test func aMissingWeightsFile() throws {
        let folder = try TemporaryFolder()
        try Self.copyOfWeights(to: folder.file("fashion"))
        try FileManager.default.removeItem(atPath: folder.file("fashion/model.safetensors"))
        let result = try Program.run("reverie-server", ["--wire-port", "0", "--weights", folder.path])
        #expect(result.status != 0 && result.errors.contains("model.safetensors"), "\(result.errors)")
    }

    @Test func aMissingEncoder() throws {
        let folder = try TemporaryFolder()
        try Self.copyOfWeights(to: folder.file("fashion"))
        let result = try Program.run("reverie-server", ["--wire-port", "0", "--weights", folder.path])
        #expect(result.status != 0 && result.errors.contains("minilm"), "\(result.errors)")
    }

    @Test(arguments: [0, 100, 1_000_000])
    func aDamagedWeightsFile(at offset: Int) throws {
        let folder = try TemporaryFolder()
        try Self.copyOfWeights(to: folder.file("fashion"))
        let file = try FileHandle(forUpdating: URL(filePath: folder.file("fashion/model.safetensors")))
        try file.seek(toOffset: UInt64(offset))
        let byte = try #require(try file.read(upToCount: 1)?.first)
        try file.seek(toOffset: UInt64(offset))
        try file.write(contentsOf: [byte ^ 0x40])
        try file.close()
        let result = try Program.run("reverie-server", ["--wire-port", "0", "--weights", folder.path])
        #expect(result.status != 0 && result.errors.contains("fashion"), "\(result.errors)")
    }

    @Test func aTruncatedWeightsFile() throws {
        let folder = try TemporaryFolder()
        try Self.copyOfWeights(to: folder.file("fashion"))
        let file = try FileHandle(forUpdating: URL(filePath: folder.file("fashion/model.safetensors")))
        try file.truncate(atOffset: 5000)
        try file.close()
        let result = try Program.run("reverie-server", ["--wire-port", "0", "--weights", folder.path])
        #expect(result.status != 0 && result.errors.contains("fashion"), "\(result.errors)")
    }

    @Test func theGatewaysOccupiedPort() throws {
        let folder = try TemporaryFolder()
        let (up, ready) = try Program.start(
            "reverie-up", ["--http-port", "0", "--wire-port", "0", "--data-dir", folder.file("a")])
        let taken = try #require(ports(in: ready).first)
        let second = try Program.run(
            "reverie-gateway",
            ["--http-port", "\(taken)", "--server", "localhost:1", "--data-dir", folder.file("b")])
        #expect(second.status != 0 && second.errors.contains("\(taken)"), "\(second.errors)")
        #expect(up.stop() == 0)
    }
}
