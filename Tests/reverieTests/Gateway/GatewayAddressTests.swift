import Testing

@testable import reverie

@Suite struct GatewayAddressTests {
    @Test(arguments: [
        ("http://localhost:8080", "localhost", 8080), ("http://pi/", "pi", 80), ("pi", "pi", 8080), ("pi:90", "pi", 90),
        ("http://[::1]:8080", "::1", 8080), ("HTTP://Pi:1", "Pi", 1),
    ])
    func `addresses as people write them`(text: String, host: String, port: Int) throws {
        let address = try GatewayAddress(parsing: text)
        #expect(address.host == host && address.port == port)
        #expect(try GatewayAddress(parsing: address.description) == address)
    }

    @Test(arguments: [
        "", "https://pi", "http://", "ftp://pi", "http://pi:0", "http://pi:99999", "http://pi/x", "a b", "http://u@pi",
    ])
    func `what is none is a usage error`(text: String) {
        let error = #expect(throws: CommandFailure.self) { try GatewayAddress(parsing: text) }
        #expect(error?.status == .usage)
    }
}
