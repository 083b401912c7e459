import ArgumentParser
import Testing

@testable import reverie

@Suite struct ManualPagesTests {
    @Test func `a page a command, from the help that there is`() throws {
        let pages = try ManualPages(json: Array(Reverie._dumpHelp().utf8), version: "1").pages
        let names = Set(pages.map(\.name))
        #expect(
            names.isSuperset(of: ["reverie.1", "reverie-generate.1", "reverie-catalogue-rename.1", "reverie-draft.1"]))
        #expect(!names.contains("reverie-load.1") && !names.contains("reverie-help.1"))
        let generate = try #require(pages.first { $0.name == "reverie-generate.1" }?.text)
        #expect(generate.hasPrefix(".TH REVERIE-GENERATE 1"))
        #expect(generate.contains(".SH NAME\nreverie-generate \\- Makes pictures of a prompt.\n"))
        #expect(generate.contains("\\fB\\-\\-negative\\-prompt\\fR \\fInegative\\-prompt\\fR"))
        #expect(generate.contains(".SH SAMPLING\n"))
        for page in pages {
            for line in page.text.split(separator: "\n") where line.hasPrefix(".") {
                #expect(
                    [".TH", ".SH", ".B", ".BR", ".I", ".TP", ".PP", ".br"].contains(line.prefix { $0 != " " }),
                    "\(line)")
            }
        }
    }

    @Test func `text cannot command the formatter`() throws {
        let json = #"{"command":{"commandName":"x","abstract":".so /etc/passwd","discussion":"'quoted\n\\fB-x"}}"#
        let page = try #require(try ManualPages(json: Array(json.utf8), version: "1").pages.first)
        #expect(page.text.contains("x \\- \\&.so /etc/passwd\n"))
        #expect(page.text.contains("\n\\&'quoted\n\\efB\\-x\n"))
    }

    @Test func `what is no description is told`() {
        #expect(throws: CommandFailure.self) { try ManualPages(json: Array("{}".utf8), version: "1") }
    }
}
