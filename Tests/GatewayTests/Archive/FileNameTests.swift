import Testing

@testable import Gateway

struct FileNameTests {
    @Test(arguments: [
        ("Winter boots", "Winter boots"), ("a/b\\c:d", "a-b-c-d"), ("..", "picture"),
        ("../../etc/passwd", "-..-etc-passwd"),
        ("  . x . ", "x"), ("", "picture"), ("con", "picture"), ("NUL", "picture"), ("con.", "picture"),
        ("Aux .", "picture"), ("lpt1.boot", "picture"), ("cone.", "cone"), ("靴 👢", "靴 👢"),
        (String(repeating: "a", count: 200), String(repeating: "a", count: 80)),
    ])
    func leavesOutWhatFileSystemsDoNotTake(caption: String, name: String) {
        #expect(FileName.stem(caption) == name)
    }

    @Test func isShortEnoughForEveryFileSystem() {
        #expect(FileName.stem(String(repeating: "👩‍👩‍👧‍👦", count: 80)).utf8.count <= 180)
    }

    @Test func neverTwiceTheSame() {
        let names = FileName.unique(["boot", "Boot", "boot (2)", "boot", "bag", "boot"])
        #expect(names == ["boot.png", "Boot (2).png", "boot (2) (2).png", "boot (3).png", "bag.png", "boot (4).png"])
        #expect(Set(FileName.unique([String](repeating: "x", count: 5000))).count == 5000)
    }
}
