import FoundationEssentials
import Testing
import WireProtocol

@testable import Gateway

struct JobRequestTests {
    /// Whatever is asked for becomes settings that the server's limits allow, or a problem that names a field that was
    /// wrong; never anything else.
    @Test func anyCombinationIsEitherSoundOrRefusedByName() async throws {
        let inference = FakeInference()
        let models = try await inference.listModels().models
        let limits = inference.welcome
        var random = SplitMix64(state: 7)
        var accepted = 0
        var refused: Set<String> = []
        for _ in 0..<5_000 {
            let (json, wrong) = Self.wish(&random)
            do {
                let request = try JSONDecoder().decode(JobRequest.self, from: Data(json.utf8))
                let settings = try request.settings(models: models, limits: limits)
                #expect(wrong.isEmpty, "\(json)")
                #expect((1...limits.maximumCount).contains(settings.recipe.count))
                #expect((1...limits.maximumSteps).contains(settings.recipe.steps))
                #expect(settings.recipe.guidanceScale.isFinite && (0...1).contains(settings.recipe.options.eta ?? 0))
                accepted += 1
            } catch let problem as Problem {
                let field = try #require(problem.field)
                #expect(wrong.contains(field), "\(json)")
                refused.insert(field)
            }
        }
        #expect(accepted > 100)
        #expect(refused == Set(Self.values.map(\.field)))
    }

    private static let values: [(field: String, right: [String], wrong: [String])] = [
        ("model", [#""fashion""#, "null"], [#""""#, #""dreams""#]),
        ("prompt", [#""""#, #""ankle boot""#, "null"], ["\"" + String(repeating: "é", count: 51) + "\""]),
        ("negativePrompt", [#""coat""#], ["\"" + String(repeating: "x", count: 101) + "\""]),
        ("seed", [#""0""#, #""18446744073709551615""#, "7"], [#""-1""#, #""18446744073709551616""#, #"" 7""#]),
        ("count", ["1", "4"], ["0", "5", "-9223372036854775808", "9223372036854775807"]),
        ("steps", ["1", "500", "25"], ["0", "501", "10000000", "-1", "4294967296"]),
        ("sampler", [#""ddim""#, #""dpmpp-2m""#], [#""""#, #""ddpm""#]),
        ("guidanceScale", ["0", "1.5", "30", "1e-40"], ["30.1", "-1", "-1e30"]),
        ("eta", ["0", "1", "0.5"], ["-1e-9", "1.0001", "3e38"]),
        ("dynamicThreshold", ["0.9"], ["1.5", "-1e-9"]),
        ("guidanceRescale", ["0.5", "null"], ["-0.5"]),
        ("guidanceInterval", ["[0,1]", "[0.25,0.5]"], ["[]", "[0]", "[0,2]", "[0,1,1]"]),
        (
            "variation", [#"{"seed":"7","strength":0.2}"#],
            [#"{"seed":"x","strength":0}"#, #"{"seed":"1","strength":2}"#]
        ),
        ("draftSteps", ["1", "4294967295"], ["0", "-1", "4294967296"]),
        ("pictures", ["[0]", "[0,3,255]"], ["[256]", "[-1]"]),
        ("estimate", ["1", "400"], ["0", "-7"]),
    ]

    /// JSON with some fields, each wrong once in a while, and the names of those that are.
    private static func wish(_ random: inout SplitMix64) -> (json: String, wrong: Set<String>) {
        var fields: [String] = []
        var wrong: Set<String> = []
        for value in values where Bool.random(using: &random) {
            let isWrong = Int.random(in: 0..<8, using: &random) == 0
            if isWrong { wrong.insert(value.field) }
            guard let text = (isWrong ? value.wrong : value.right).randomElement(using: &random) else { continue }
            fields.append("\"\(value.field)\":\(text)")
        }
        return ("{" + fields.joined(separator: ",") + "}", wrong)
    }

    /// Vigna's SplitMix64: the same wishes each time.
    private struct SplitMix64: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var z = state
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            return z ^ (z >> 31)
        }
    }
}
