import Foundation
import Testing

@testable import DiffusionModel

@Suite struct ModelManifestTests {
    /// The manifest of the small network "attention", as JSON that can be changed.
    private static func json() throws -> [String: Any] {
        let data = try Data(contentsOf: URL(filePath: try Goldens.folder("attention") + "/model.json"))
        return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    }

    private static func parse(_ object: Any) throws -> ModelManifest {
        try ModelManifest(json: [UInt8](JSONSerialization.data(withJSONObject: object)))
    }

    /// `object` with the value at `path` ("network.fold", "prompts.0.text") set, or removed where `value` is nil.
    private static func set(_ path: [Substring], to value: Any?, in object: Any) -> Any? {
        guard let key = path.first else { return value }
        if var dictionary = object as? [String: Any] {
            dictionary[String(key)] = set(path.dropFirst().map { $0 }, to: value, in: dictionary[String(key)] ?? [:])
            return dictionary
        }
        if var array = object as? [Any], let index = Int(key), array.indices.contains(index) {
            array[index] = set(path.dropFirst().map { $0 }, to: value, in: array[index]) ?? NSNull()
            return array
        }
        return object
    }

    @Test("A good manifest is read as it stands")
    func good() throws {
        let manifest = try Self.parse(try Self.json())
        #expect(manifest.name == "attention")
        #expect(manifest.image == .init(width: 16, height: 16, channels: 3))
        #expect(manifest.image.elements == 768)
        #expect(manifest.network.widths == [16, 32])
        #expect(manifest.network.attention == [true, true])
        #expect(manifest.schedule == .init(kind: .linear, timesteps: 1000, betaStart: 0.0001, betaEnd: 0.02))
        #expect(manifest.prediction == .noise)
        #expect(manifest.defaults.guidanceScale == 2)
        #expect(manifest.prompts.map(\.text) == ["first"])
        #expect(manifest.prompts.first?.embedding.count == 16)
    }

    @Test("What is written is read back", arguments: Goldens.networks)
    func roundTrip(name: String) throws {
        let manifest = try Goldens.manifest(name)
        #expect(try ModelManifest(json: [UInt8](JSONEncoder().encode(manifest))) == manifest)
    }

    @Test("A direction of familiarity is read as it stands, and need not be there")
    func familiarity() throws {
        var object = try Self.json()
        object["familiarity"] = ["midpoint": 0.5, "steepness": 5]
        #expect(try Self.parse(object).familiarity == .init(midpoint: 0.5, steepness: 5))
        let numbers = (0..<16).map { Float($0) / 4 }
        let bytes = numbers.flatMap { number in withUnsafeBytes(of: number.bitPattern.littleEndian) { Array($0) } }
        object["familiarity"] = ["midpoint": 0.5, "steepness": 5, "direction": Data(bytes).base64EncodedString()]
        let manifest = try Self.parse(object)
        #expect(manifest.familiarity?.direction == numbers)
        #expect(try ModelManifest(json: [UInt8](JSONEncoder().encode(manifest))) == manifest)
    }

    /// A field, a value that it must not have (nil: the field is missing), and what the sentence must name.
    struct Fault: CustomTestStringConvertible, @unchecked Sendable {
        let field: String
        let value: Any?
        let named: String

        init(_ field: String, _ value: Any?, naming named: String? = nil) {
            (self.field, self.value, self.named) = (field, value, named ?? field)
        }

        var testDescription: String { "\(field) = \("\(value ?? "missing")".prefix(40))" }
    }

    private static let faults: [Fault] = [
        Fault("format", "reverie-model/2"), Fault("format", nil), Fault("name", ""), Fault("name", "../fashion"),
        Fault("name", String(repeating: "a", count: 65)), Fault("name", 7), Fault("title", ""),
        Fault("description", String(repeating: "a", count: 2001)), Fault("image", nil), Fault("image.width", 0),
        Fault("image.width", -16), Fault("image.width", 513), Fault("image.width", 18, naming: "image"),
        Fault("image.height", 17, naming: "image"), Fault("image.height", 4), Fault("image.channels", 2),
        Fault("image.channels", 0), Fault("image.width", 9e18),
        Fault("image.width", "16"), Fault("network.kind", "transformer"), Fault("network.fold", 0),
        Fault("network.fold", 3), Fault("network.fold", -2), Fault("network.fold", Int.max),
        Fault("network.widths", [Int]()), Fault("network.widths", [16, 0]), Fault("network.widths", [16, -32]),
        Fault("network.widths", [16, Int.max]), Fault("network.widths", [Int](repeating: 16, count: 7)),
        Fault("network.blocks", [1]), Fault("network.blocks", [1, 0]), Fault("network.blocks", [1, Int.max]),
        Fault("network.attention", [true]), Fault("network.headWidth", 0), Fault("network.headWidth", 5),
        Fault("network.headWidth", 64), Fault("network.headWidth", Int.min), Fault("network.groups", 0),
        Fault("network.groups", 3), Fault("network.groups", 32), Fault("network.groups", -4),
        Fault("network.timestepFrequencies", 0), Fault("network.timestepFrequencies", 1 << 40),
        Fault("network.promptWidth", 0), Fault("network.promptWidth", 1 << 40),
        Fault("network.promptWidth", 17, naming: "prompts[0].embedding"), Fault("network.conditioningWidth", 0),
        Fault("network.conditioningWidth", 8193), Fault("network.sketch", 4),
        Fault("network.sketch", ["side": 0, "width": 9], naming: "network.sketch.side"),
        Fault("network.sketch", ["side": 3, "width": 9], naming: "network.sketch.side"),
        Fault("network.sketch", ["side": 16, "width": 9], naming: "network.sketch.side"),
        Fault("network.sketch", ["side": 4, "width": 0], naming: "network.sketch.width"),
        Fault("network.sketch", ["side": 4, "width": 8193], naming: "network.sketch.width"),
        Fault("network.sketch", ["side": 4], naming: "network.sketch.width"),
        Fault("schedule.kind", "cosine"),
        Fault("schedule.timesteps", 0), Fault("schedule.timesteps", 100_001),
        Fault("schedule.betaStart", nil), Fault("schedule.betaStart", 0),
        Fault("schedule.betaEnd", 1), Fault("schedule.betaEnd", -0.1), Fault("prediction", "x0"),
        Fault("defaults.sampler", ""), Fault("defaults.steps", 0), Fault("defaults.steps", 1001),
        Fault("defaults.guidanceScale", -1), Fault("defaults.guidanceScale", 30.5), Fault("defaults.prompt", "second"),
        Fault("weights.file", ""), Fault("weights.file", "../model.safetensors"), Fault("weights.file", ".."),
        Fault("weights.file", "/etc/passwd"), Fault("weights.sha256", "abc"),
        Fault("weights.sha256", String(repeating: "G", count: 64)), Fault("weights.parameters", 0),
        Fault("familiarity", ["midpoint": 2, "steepness": 5]), Fault("familiarity", ["midpoint": 0.5, "steepness": 0]),
        Fault(
            "familiarity", ["midpoint": 0.5, "steepness": 5, "direction": "AACAPw=="], naming: "familiarity.direction"),
        Fault("familiarity", ["midpoint": 0.5, "steepness": 5, "direction": "?"], naming: "familiarity.direction"),
        Fault("prompts", [Any]()), Fault("prompts.0.text", "", naming: "prompts[0].text"),
        Fault("prompts.0.embedding", "?", naming: "prompts[0].embedding"),
        Fault("prompts.0.embedding", "AAA=", naming: "prompts[0].embedding"),
        Fault("prompts.0.embedding", "", naming: "prompts[0].embedding"),
        Fault("prompts.0.embedding", notANumber, naming: "prompts[0].embedding"), Fault("training.licence", nil),
    ]

    /// 16 floats, the last of them a NaN.
    private static let notANumber =
        Data((0..<16).flatMap { $0 == 15 ? [0, 0, 0xc0, 0x7f] : [0, 0, 0, 0] as [UInt8] }).base64EncodedString()

    @Test("A value out of bounds is refused, and the sentence names the field", arguments: faults)
    func refused(fault: Fault) throws {
        let path = fault.field.split(separator: ".")
        let changed = try #require(Self.set(path, to: fault.value, in: try Self.json()))
        let error = #expect(throws: ModelError.self) { try Self.parse(changed) }
        #expect(error?.code == .invalidManifest)
        #expect(error?.description.hasPrefix("model.json: \(fault.named) ") == true, "\(error?.description ?? "")")
    }

    @Test("A number that is no integer is refused", arguments: [16.5, 1e30])
    func notInteger(number: Double) throws {
        let changed = try #require(Self.set(["image", "width"], to: number, in: try Self.json()))
        let error = #expect(throws: ModelError.self) { try Self.parse(changed) }
        #expect(error?.description.contains("a number in it should be an integer") == true)
    }

    @Test("A prompt that is there twice is refused")
    func duplicate() throws {
        var json = try Self.json()
        let prompts = try #require(json["prompts"] as? [Any])
        json["prompts"] = prompts + prompts
        let error = #expect(throws: ModelError.self) { try Self.parse(json) }
        #expect(error?.description.contains("prompts[1].text is there twice") == true)
    }

    @Test("Attention over too many positions is refused")
    func tokens() throws {
        var json = try Self.json()
        json["image"] = ["width": 256, "height": 256, "channels": 3]
        let error = #expect(throws: ModelError.self) { try Self.parse(json) }
        #expect(error?.description.contains("network.attention would work on 16384 positions at level 0") == true)
    }

    @Test(
        "What is no JSON is refused",
        arguments: ["", "{", "[]", "null", "\u{0}", String(repeating: "[", count: 99_999)])
    func notJSON(text: String) {
        let error = #expect(throws: ModelError.self) { try ModelManifest(json: Array(text.utf8)) }
        #expect(error?.code == .invalidManifest)
    }

    @Test("Whatever bytes are changed, a manifest is refused or valid")
    func corrupted() throws {
        let good = [UInt8](try Data(contentsOf: URL(filePath: try Goldens.folder("odd") + "/model.json")))
        var random = SystemRandomNumberGenerator()
        for _ in 0..<500 {
            var bytes = good
            for _ in 0...Int.random(in: 0..<3, using: &random) {
                bytes[Int.random(in: bytes.indices, using: &random)] = UInt8.random(in: 32...126, using: &random)
            }
            guard let manifest = try? ModelManifest(json: bytes) else { continue }
            #expect(throws: Never.self, "\(bytes)") { try manifest.validate() }
        }
    }
}
