import Testing
import WireTransport

struct ServerAddressTests {
    @Test(
        arguments: [
            ("localhost", "localhost", 7433), ("pi.local:80", "pi.local", 80), ("192.168.1.7", "192.168.1.7", 7433),
            ("[::1]:7434", "::1", 7434), ("[fe80::1%eth0]", "fe80::1%eth0", 7433), ("::1", "::1", 7433),
            ("a:65535", "a", 65_535),
        ] as [(String, String, Int)])
    func whatPeopleWrite(text: String, host: String, port: Int) throws {
        let address = try ServerAddress(parsing: text)
        #expect(address == ServerAddress(host: host, port: port))
        #expect(try ServerAddress(parsing: address.description) == address)
    }

    @Test(arguments: [
        "", ":7433", "host:", "host:0", "host:65536", "host:-1", "host:+1", "host:１", "host:http", "[::1", "[::1]7433",
        "[]",
        "[]:1", "http://host", "a b", "user@host", "host:99999999999999999999",
    ])
    func whatIsNoAddress(_ text: String) {
        let error = #expect(throws: ConnectionError.self) { try ServerAddress(parsing: text) }
        #expect(error?.code == .invalidAddress)
        #expect(error?.description.contains("HOST:PORT") == true)
    }
}
