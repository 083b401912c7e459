import ArgumentParser
import Foundation
import ImageCoding
import TestSupport
import Testing

@testable import reverie

@Suite struct DestinationTests {
    private let folder: TemporaryFolder
    private let picture: Picture

    init() throws {
        folder = try TemporaryFolder()
        picture = try #require(Picture(width: 2, height: 1, channels: 3, bytes: [1, 2, 3, 4, 5, 6]))
    }

    private func write(_ arguments: [String], environment: [String: String] = [:]) throws -> String? {
        let options = try OutputOptions.parse(arguments)
        let values = NameTemplate.Values(prompt: "boot", seed: 7)
        return try Destination(options, environment: environment, profile: nil)
            .write(picture, text: [], values: values)
    }

    @Test func `a folder, a file and a template`() throws {
        #expect(try write(["--output", folder.file("a")]) == folder.file("a/boot-seed7-1.png"))
        #expect(try write(["--output", folder.file("b/x.ppm")]) == folder.file("b/x.ppm"))
        #expect(try write(["--output", folder.file("{seed}/{prompt}.raw")]) == folder.file("7/boot.raw"))
        #expect(try write(["--output", folder.file("{seed}-{prompt}.png")]) == folder.file("7-boot.png"))
        #expect(try write(["--output", folder.file("{seed}-{prompt}.png")]) == folder.file("7-boot-2.png"))
        #expect(try write([], environment: ["REVERIE_OUTPUT": folder.file("c")]) == folder.file("c/boot-seed7-1.png"))
    }

    @Test func `a folder whose name ends like a file's is a folder`() throws {
        try FileManager.default.createDirectory(atPath: folder.file("d.png"), withIntermediateDirectories: false)
        #expect(try write(["--output", folder.file("d.png")]) == folder.file("d.png/boot-seed7-1.png"))
    }

    @Test func `formats are what they say`() throws {
        func bytes(_ format: String) throws -> [UInt8]? {
            let file = try write(["--output", folder.path, "--format", format, "--scale", "1"])
            return file.flatMap { FileManager.default.contents(atPath: $0) }.map { [UInt8]($0) }
        }
        #expect(try bytes("raw") == [1, 2, 3, 4, 5, 6])
        #expect(try bytes("ppm") == Array("P6\n2 1\n255\n".utf8) + [1, 2, 3, 4, 5, 6])
        #expect(try PNGCodec.decode(#require(try bytes("png"))) == picture)
    }

    @Test func `the animation's folder is looked at before anything is made`() throws {
        _ = try write(["--output", folder.file("x.png")])
        let options = try OutputOptions.parse(
            ["--output", folder.path, "--animation", folder.file("x.png/a.png")])
        let failure = #expect(throws: CommandFailure.self) {
            try Destination(options, environment: [:], profile: nil)
        }
        #expect(failure?.status == .cannotCreate)
    }

    @Test func `a picture that would be too large is refused`() throws {
        let options = try OutputOptions.parse(["--scale", "64", "--output", folder.path])
        let large = try #require(
            Picture(width: 1000, height: 10, channels: 1, bytes: [UInt8](repeating: 0, count: 10_000)))
        let destination = try Destination(options, environment: [:], profile: nil)
        let failure = #expect(throws: CommandFailure.self) { try destination.encode(large, text: []) }
        #expect(failure?.status == .usage)
        let frames = [AnimatedPNG.Frame(large, milliseconds: 80)]
        #expect(throws: CommandFailure.self) { try destination.encode(frames, text: []) }
    }

    @Test(arguments: [true, false])
    func `PNG files say how they were made unless told not to`(metadata: Bool) throws {
        let options = try OutputOptions.parse(["--output", folder.path] + (metadata ? [] : ["--no-metadata"]))
        let destination = try Destination(options, environment: [:], profile: nil)
        let text = [(keyword: "reverie", text: "{}"), (keyword: "parameters", text: "boot")]
        let still = try destination.encode(picture, text: text)
        let moving = try destination.encode([AnimatedPNG.Frame(picture, milliseconds: 80)], text: text)
        for bytes in [still, moving] {
            #expect(try PNGCodec.text(in: bytes).map(\.keyword) == (metadata ? ["reverie", "parameters"] : []))
        }
    }

    @Test func `frames do not go to standard output`() throws {
        let options = try OutputOptions.parse(["--output", "-", "--save-frames"])
        let failure = #expect(throws: CommandFailure.self) {
            try Destination(options, environment: [:], profile: nil)
        }
        #expect(failure?.status == .usage)
    }
}
