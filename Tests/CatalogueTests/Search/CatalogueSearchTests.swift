import TestSupport
import Testing

@testable import Catalogue

struct CatalogueSearchTests {
    @Test(arguments: [
        ("", [1, 2, 3, 4, 5]), ("  ", [1, 2, 3, 4, 5]), ("boot", [1, 2]), ("boots", [1, 2]), ("BOO", [1, 2]),
        ("ankle", [1]), ("sum", [2]), ("winter boot", [1]), ("boot winter", [1]), ("creme", [3]), ("crème", [3]),
        ("靴子", [5]),
        ("bag", [3]), ("sandal", [4]), ("👢", [4]), ("?!", []), ("\"", []), ("' OR 1=1 --", []), ("NOT", []),
        ("boot*", [1, 2]), ("caption:boot", []), ("(boot", [1, 2]), ("zebra", []), ("%", []),
    ])
    func finds(text: String, expected: [Int]) async throws {
        let folder = try TemporaryFolder()
        let catalogue = try Catalogue(folder: folder.path)
        try await catalogue.saveSample(1, "Winter boots", prompt: "ankle boot")
        try await catalogue.saveSample(2, "Boots in the summer", prompt: "boot")
        try await catalogue.saveSample(3, "Crème brûlée", prompt: "bag")
        try await catalogue.saveSample(4, "👢 in the sun", prompt: "sandal")
        try await catalogue.saveSample(5, "红色靴子", prompt: "")
        let page = try await catalogue.images(matching: ImageQuery(text: text, order: .oldest))
        #expect(page.images.map { Int($0.created) } == expected)
        #expect(page.total == expected.count)
    }
}
