import Testing

@testable import reverie

@Suite struct BatchItemTests {
    @Test func `prompts and objects, one a line`() throws {
        let items = try BatchItem.items(
            """
            # shoes
            ankle boot

              sneaker\t
            {"prompt":"bag","seed":18446744073709551615,"count":2,"guidanceInterval":[0.2,0.8],"name":"{seed}"}
            ankle boot\r
            """)
        #expect(items.map(\.line) == [2, 4, 5, 6])
        #expect(items.map(\.wish.prompt) == ["ankle boot", "sneaker", "bag", "ankle boot"])
        #expect(items.map(\.occurrence) == [0, 0, 0, 1])
        #expect(items[2].wish.seed == .max && items[2].wish.count == 2 && items[2].name == "{seed}")
        #expect(items[2].wish.guidanceInterval == [0.2, 0.8])
    }

    @Test func `lines end as other programs end them`() throws {
        let items = try BatchItem.items("\u{FEFF}# shoes\r\na\r\n\r\n{\"prompt\":\"b\u{2028}c\"}\r\n")
        #expect(items.map(\.line) == [2, 4])
        #expect(items.map(\.wish.prompt) == ["a", "b\u{2028}c"])
    }

    @Test(arguments: [
        ("{", "no JSON object"), (#"{"prompt":1}"#, "\"prompt\" is of the wrong kind"), (#"{"sede":1}"#, "\"sede\""),
        (#"{"seed":-1}"#, "seed"), (#"{"count":300}"#, "count"), (#"{"steps":1.5}"#, "steps"),
        ("{} x", "no JSON object"),
    ])
    func `nonsense is told with its line`(line: String, reason: String) {
        let failure = #expect(throws: CommandFailure.self) { try BatchItem.items("boot\n" + line) }
        #expect(failure?.status == .usage)
        #expect(failure?.sentence.hasPrefix("Line 2 of the batch") == true)
        #expect(failure?.sentence.contains(reason) == true, "\(failure?.sentence ?? "")")
    }
}
