import Foundation
import Testing

@testable import reverie

@Suite struct JSONValueTests {
    @Test func `members keep their order and numbers their value`() {
        let value: JSONValue = [
            "b": 1, "a": [.flag(true), .null].asList, "c": JSONValue(UInt64.max), "d": JSONValue(Float(0.1)),
        ]
        #expect(value.encoded == #"{"b":1,"a":[true,null],"c":18446744073709551615,"d":0.1}"#)
        #expect(JSONValue(Duration.milliseconds(1234)).encoded == "1.234")
        #expect(JSONValue(Float.nan).encoded == "null" && JSONValue(nil as String?).encoded == "null")
    }

    @Test(arguments: ["", "a\"b\\c/", "\u{0}\u{1F}\u{7F}\u{9B}2J\n\r\t", "シャツ 👩‍🎨\u{2028}", "</script>"])
    func `every text comes back, on one line and harmless`(text: String) throws {
        let json = JSONValue.object([.init(key: text, value: .text(text))]).encoded
        #expect(
            !json.contains { $0.isNewline } && !json.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x9B })
        let read = try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: String]
        #expect(read == [text: text])
    }

    @Test func `what is JSON already is harmless too`() {
        #expect(JSONValue.raw(#"{"a":"\n"# + "\u{9B}2J\u{2028}\"}").encoded == #"{"a":"\n\u009b2J\u2028"}"#)
    }

    @Test func `the schema is JSON and names every event once`() throws {
        let schema = try JSONSerialization.jsonObject(with: Data(ReportSchema.text.utf8)) as? [String: Any]
        #expect((schema?["oneOf"] as? [Any])?.count == ReportSchema.names.count)
        #expect(Set(ReportSchema.names).count == ReportSchema.names.count)
    }
}

extension [JSONValue] {
    fileprivate var asList: JSONValue { .list(self) }
}
