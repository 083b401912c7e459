import FoundationEssentials
import HTTPTypes
import TestSupport
import Testing
import WireTransport

@testable import Gateway

struct APITokenTests {
    private static let text = "a token of more than thirty-two characters"
    private static let token = APIToken("\(text)\n")

    private static func basic(_ pair: String) -> String { "Basic " + Data(pair.utf8).base64EncodedString() }

    @Test(arguments: ["Bearer \(text)", "bearer  \(text) ", basic("anybody:\(text)"), basic(":\(text)")])
    func whoShowsItIsLetIn(header: String) {
        #expect(Self.token.admits([.authorization: header]))
    }

    @Test(arguments: [
        "", "Bearer", "Bearer ", "Bearer \(text)x", "Bearer a", text, "Digest \(text)", "Basic \(text)", "Basic ?",
        basic(text), basic("\(text):"),
    ])
    func whoDoesNotIsNot(header: String) {
        #expect(!Self.token.admits([.authorization: header]))
        #expect(!Self.token.admits([:]))
    }

    @Test func aFileThatOthersReadIsNotTaken() throws {
        let folder = try TemporaryFolder()
        let file = folder.file("token")
        try Data(Self.text.utf8).write(to: URL(filePath: file))
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: file)
        #expect(throws: SecurityError.self) { try APIToken(file: file) }
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file)
        #expect(try APIToken(file: file).admits([.authorization: "Bearer \(Self.text)"]))
    }
}
