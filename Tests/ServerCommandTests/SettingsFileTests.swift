import Testing

@testable import ServerCommand

@Suite struct SettingsFileTests {
    private func values(_ text: String) throws -> [String: String] {
        try SettingsFile(path: "x.toml", text: text).values
    }

    @Test func readsTheKindsOfValues() throws {
        let text = """
            # a comment
            host = "0.0.0.0"   # another
            wire-port=7_433
              tls = true

            token-file = 'C:\\no escapes # here'
            weights = "a \\"quoted\\" \\\\ name"
            empty = ""
            """
        #expect(
            try values(text) == [
                "host": "0.0.0.0", "wire-port": "7433", "tls": "true", "token-file": "C:\\no escapes # here",
                "weights": "a \"quoted\" \\ name", "empty": "",
            ])
        #expect(try values("").isEmpty)
        #expect(try values("a = 1\r\nb = 2\r\n") == ["a": "1", "b": "2"])
    }

    @Test(arguments: [
        ("host", "a line is a name"), ("\n= 1", "in line 2"), ("a b = 1", "no name"), ("host = here", "text in quotes"),
        ("host = \"here", "does not end"), ("host = \"a\" b", "does not end"), ("a = 1\na = 2", "twice"),
        ("[server]", "a line is a name"), ("a = ", "text in quotes"), ("a = \"\\x\"", "backslash"),
        ("a = \"", "does not end"),
    ])
    func whatItCannotReadIsSaid(text: String, reason: String) {
        let error = #expect(throws: SettingsFileError.self) { try values(text) }
        #expect(error?.description.contains(reason) == true, "\(error?.description ?? "")")
        #expect(error?.description.contains("x.toml") == true)
    }

    @Test func anAbsentFileIsSaid() {
        #expect(throws: SettingsFileError(path: "/absent", line: nil, reason: "it cannot be read")) {
            try SettingsFile(path: "/absent")
        }
    }
}
