import Testing

@testable import Catalogue

struct CaptionOrderTests {
    @Test(arguments: [
        ["Alpha", "beta", "boot 2", "boot 10", "boot 10a", "Boot 11", "zebra"],
        ["", "2", "03", "20", "a"],
        ["Ecole", "École 2", "eden"],
        ["a 99999999999999999999998", "a 99999999999999999999999"],
    ])
    func sortsAsPeopleDo(captions: [String]) {
        let sorted = captions.shuffled().sorted {
            CaptionOrder.key($0).lexicographicallyPrecedes(CaptionOrder.key($1))
        }
        #expect(sorted == captions)
    }

    @Test func capitalsAndAccentsDoNotCount() {
        #expect(CaptionOrder.key("ÉTÉ 007") == CaptionOrder.key("ete 7"))
    }

    @Test func isBounded() {
        #expect(CaptionOrder.key(String(repeating: "👩‍👩‍👧‍👦", count: 200)).count <= 240)
        #expect(CaptionOrder.key(String(repeating: "9", count: 8000)).count <= 240)
    }
}
