import HTTPTypes
import HummingbirdTesting
import Testing

@testable import Gateway

struct TokenTests {
    private static let secret = "a token of more than thirty-two characters"

    @Test(arguments: ["/v1/models", "//v1/models", "/v1//models/", "/sdapi/v1/samplers", "//sdapi/v1/samplers"])
    func nobodyPassesWithoutItHoweverTheAddressIsWritten(path: String) async throws {
        try await GatewayHarness.run(isServerHere: false, access: .init(token: APIToken(Self.secret))) { gateway in
            #expect(try await gateway.get(path).status == .unauthorized)
            let shown = try await gateway.get(path, headers: [.authorization: "Bearer \(Self.secret)"])
            #expect(shown.status != .unauthorized)
        }
    }
}
