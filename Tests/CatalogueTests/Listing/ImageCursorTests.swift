import Foundation
import Testing

@testable import Catalogue

struct ImageCursorTests {
    @Test(
        arguments: [
            .created(1_700_000_000_000, id: 7), .created(-5, id: 1), .caption([0, 255, 46], id: 3),
            .caption([], id: 3), .shuffle(size: 100_000, place: 59), .rank(120),
        ] as [ImageCursor])
    func comesBackFromItsText(cursor: ImageCursor) {
        #expect(ImageCursor(cursor.description) == cursor)
    }

    @Test(arguments: [
        "", ".", "c", "c.1", "c.1.2.3", "c.x.1", "c.1.x", "n.0.1", "n.zz.1", "n.0011", "s.-1.2", "s.1.-2", "r.-1",
        "r.99999999999", "q.1.2", "c.99999999999999999999.1", "r.1.2", String(repeating: "c.", count: 500),
    ])
    func textsThatAreNoneAreRefused(text: String) {
        #expect(ImageCursor(text) == nil)
    }
}
