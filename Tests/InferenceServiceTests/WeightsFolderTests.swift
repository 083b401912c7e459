import Foundation
import TestSupport
import Testing

@testable import InferenceService

@Suite struct WeightsFolderTests {
    @Test func looksAboveTheProgramThenInTheDataFolders() {
        let candidates = WeightsFolder.candidates(
            executable: "/src/reverie/.build/release/reverie-up", environment: ["HOME": "/home/ada"])
        #expect(
            candidates == [
                "/src/reverie/.build/release/weights", "/src/reverie/.build/weights", "/src/reverie/weights",
                "/src/weights",
                "/home/ada/.local/share/reverie/weights", "/usr/local/share/reverie/weights",
                "/usr/share/reverie/weights",
            ])
    }

    @Test func theEnvironmentComesFirst() {
        let candidates = WeightsFolder.candidates(
            executable: "/usr/bin/reverie-up", environment: ["REVERIE_WEIGHTS": "/models", "XDG_DATA_HOME": "/data"])
        #expect(candidates.first == "/models")
        #expect(candidates.contains("/data/reverie/weights"))
    }

    @Test func anAbsentFolderIsNamed() throws {
        let folder = try TemporaryFolder()
        #expect {
            try WeightsFolder.locate(explicit: folder.file("absent"), executable: "/x")
        } throws: { error in
            "\(error)".contains("absent")
        }
        #expect {
            try WeightsFolder.locate(
                explicit: nil, executable: folder.file("program"), environment: ["HOME": "/nowhere"])
        } throws: { error in
            // Only a machine with Reverie installed system-wide finds some after all.
            "\(error)".contains("--weights")
        }
    }

    @Test func findsTheFoldersThatHoldAManifest() throws {
        let folder = try TemporaryFolder()
        for name in ["b", "a", "recipe"] {
            try FileManager.default.createDirectory(atPath: folder.file(name), withIntermediateDirectories: true)
        }
        #expect(throws: InferenceError.self) { try WeightsFolder.models(in: folder.path) }
        for name in ["b", "a"] { try Data("{}".utf8).write(to: URL(filePath: folder.file(name + "/model.json"))) }
        #expect(try WeightsFolder.models(in: folder.path) == [folder.file("a"), folder.file("b")])
    }

    @Test func tellsTheEncoderFromTheModels() throws {
        let folder = try TemporaryFolder()
        for (name, format) in [("fashion", "reverie-model/1"), ("minilm", "reverie-encoder/1")] {
            try FileManager.default.createDirectory(atPath: folder.file(name), withIntermediateDirectories: true)
            try Data(#"{"format": "\#(format)"}"#.utf8).write(to: URL(filePath: folder.file(name + "/model.json")))
        }
        #expect(try WeightsFolder.models(in: folder.path) == [folder.file("fashion")])
        #expect(try WeightsFolder.encoder(in: folder.path) == folder.file("minilm"))
        try FileManager.default.removeItem(atPath: folder.file("minilm"))
        #expect {
            try WeightsFolder.encoder(in: folder.path)
        } throws: { error in
            "\(error)".contains("minilm")
        }
    }
}
