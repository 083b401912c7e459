import Testing

@testable import reverie

@Suite struct NameTemplateTests {
    private static let values = NameTemplate.Values(
        prompt: "A ../../boot, {seed}!", seed: 7, image: 2, model: "fashion", sampler: "dpmpp-2m", steps: 25,
        guidance: 2.5, variation: 9, date: "2026-11-25", time: "204501")

    @Test(arguments: [
        ("{seed}-{prompt}", "7-a-boot-seed"), ("{number} of {model}", "3 of fashion"), ("x", "x"), ("", ""),
        ("{image}{steps}{guidance}", "2252.5"), ("{sampler}/{date}/{time}", "dpmpp-2m/2026-11-25/204501"),
        ("{variation}", "9"),
    ])
    func `places are filled`(template: String, name: String) throws {
        #expect(try NameTemplate(template).name(Self.values) == name)
    }

    @Test(arguments: [("{seed}.png", "7"), ("{seed}", "7"), ("{seed}.ppm", "7.ppm"), ("a.png.png", "a.png")])
    func `a file's name needs no ending, and none twice`(fileName: String, name: String) throws {
        #expect(try NameTemplate(fileName: fileName, format: .png).name(Self.values) == name)
    }

    @Test func `the usual name is the prompt's, the seed's and the number's`() {
        #expect(NameTemplate.usual.name(Self.values) == "a-boot-seed-seed7-3")
    }

    @Test(arguments: [
        ("{see}", "{see}"), ("{seed", "do not match"), ("seed}", "do not match"), ("{{seed}}", "{{seed}"),
    ])
    func `what is no place is told`(template: String, part: String) {
        let failure = #expect(throws: CommandFailure.self) { try NameTemplate(template) }
        #expect(failure?.status == .usage && failure?.sentence.contains(part) == true)
    }
}
