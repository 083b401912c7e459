import ArgumentParser
import Foundation
import ImageCoding
import TestSupport
import Testing
import WireProtocol

@testable import reverie

@Suite struct PictureCollectorTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    /// What a job of one grey pixel has written.
    private func written(_ arguments: [String], steps: UInt32, seen: some Sequence<UInt32>) async throws -> [String] {
        let options = try OutputOptions.parse(arguments + ["--output", folder.path])
        let job = PlannedJob(
            recipe: JobRecipe(
                model: "m", prompt: "dot", negativePrompt: "", seed: 1, count: 1, steps: steps, sampler: "ddim",
                guidanceScale: 1),
            modelHash: PaintingService.model.hash, width: 1, height: 1)
        let collector = PictureCollector(
            jobs: [job], slots: [.init(job: 0, index: 0)],
            destination: try Destination(options, environment: [:], profile: nil), options: options,
            report: try ReportOptions.parse(["--json"]))
        for step in seen {
            let preview = Preview(
                step: step, steps: steps, timestep: 1, content: .x0, costMicroseconds: 0, remainingMilliseconds: 0,
                count: 1, width: 1, height: 1, channels: 1, pixels: [UInt8(step % 256)])
            await collector.record(preview, of: 0)
        }
        try await collector.collect(
            ImageEvent(index: 0, width: 1, height: 1, channels: 1, pixels: [9]), of: 0, id: nil)
        try await collector.finish()
        return await collector.files
    }

    /// What the animation's control chunk says.
    private func frames(_ file: String) throws -> Int {
        let bytes = try Array(Data(contentsOf: URL(filePath: file)))
        let start = try #require(bytes.firstRange(of: Array("acTL".utf8))?.upperBound)
        return bytes[start..<start + 4].reduce(0) { $0 << 8 | Int($1) }
    }

    @Test(arguments: [1...1000, 1...999])
    func `an animation of very many steps has some of them`(seen: ClosedRange<UInt32>) async throws {
        let files = try await written(
            ["--animation", folder.file("a.png"), "--scale", "3"], steps: 1000, seen: seen)
        #expect(files == ["dot-seed1-1.png", "a.png"].map(folder.file))
        #expect(try frames(folder.file("a.png")) == (seen.upperBound == 1000 ? 251 : 250))
    }

    @Test func `frames that were seen by chance are not in it`() async throws {
        // Of 500 steps every second is shown.
        _ = try await written(["--animation", folder.file("a.png")], steps: 500, seen: [1, 2, 3, 4, 500])
        #expect(try frames(folder.file("a.png")) == 4)
    }

    @Test func `frames are written before an animation`() async throws {
        let files = try await written(["--animation", folder.file("a.png"), "--save-frames"], steps: 2, seen: 1...2)
        #expect(files.suffix(2) == ["dot-seed1-1-frames/step-0002.png", "a.png"].map(folder.file)[...])
    }
}
