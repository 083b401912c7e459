import Testing
import WireTransport

@testable import Gateway

struct GatewayConfigurationTests {
    @Test(arguments: [
        ("127.0.0.1", "http://localhost:8080"), ("0.0.0.0", "http://localhost:8080"), ("::", "http://localhost:8080"),
        ("::1", "http://localhost:8080"), ("192.168.1.5", "http://192.168.1.5:8080"),
        ("fd00::5", "http://[fd00::5]:8080"), ("reverie.example", "http://reverie.example:8080"),
    ])
    func theAddressIsOneThatABrowserCanGoTo(host: String, address: String) {
        let configuration = GatewayConfiguration(
            host: host, httpPort: 0, server: ServerAddress(host: "127.0.0.1", port: 1), dataDirectory: "")
        #expect(configuration.address(port: 8080) == address)
    }
}
