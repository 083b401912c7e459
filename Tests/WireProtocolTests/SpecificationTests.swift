import Foundation
import Testing
import WireProtocol

/// The specification's examples are the golden frames, and its tables name what the code knows.
struct SpecificationTests {
    private let text: String

    init() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        text = try String(contentsOf: root.appending(path: "Protocol/SPECIFICATION.md"), encoding: .utf8)
    }

    @Test func examplesAreTheVectors() throws {
        let vectors = Vectors.requests + Vectors.events
        var messages: Set<String> = []
        for block in text.components(separatedBy: "```frame ").dropFirst() {
            let lines = block.components(separatedBy: "```")[0].components(separatedBy: "\n")
            let vector = try #require(vectors.first { $0.name == lines[0] }, "no vector is called \(lines[0])")
            let hex = lines.dropFirst().map { $0.components(separatedBy: "|")[0].filter { !$0.isWhitespace } }.joined()
            #expect(hex == vector.frame, "\(vector.name)")
            messages.insert(vector.message)
        }
        #expect(messages == Set(MessageType.allCases.map(\.description)))
    }

    @Test func theWorkedProofsAreTheVectors() throws {
        let first = try #require(Vectors.authentication.first)
        let hex = text.filter { !$0.isWhitespace }
        #expect(hex.contains("clientProof" + first.clientProof) && hex.contains("serverProof" + first.serverProof))
    }

    @Test(arguments: MessageType.allCases)
    func everyMessageHasASection(_ type: MessageType) {
        let digits = String(type.rawValue, radix: 16, uppercase: true)
        let number = String(repeating: "0", count: 4 - digits.count) + digits
        #expect(text.contains("\n### \(type) 0x\(number)\n"))
    }

    @Test(arguments: WireErrorCode.allCases)
    func everyCodeHasALine(_ code: WireErrorCode) throws {
        let start = "| \(code.rawValue) | \(code) |"
        let line = try #require(text.components(separatedBy: "\n").first { $0.hasPrefix(start) }, "\(start) is missing")
        #expect(line.contains("The connection ends") == code.endsConnection)
        #expect(line.contains("(retryable)") == code.isRetryable)
    }
}
