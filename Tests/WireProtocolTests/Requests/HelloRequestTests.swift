import Testing
import WireProtocol

struct HelloRequestTests {
    @Test(
        arguments: [
            (1...1, 1...1, 1), (1...3, 2...5, 3), (2...5, 1...3, 3), (0...65_535, 1...1, 1), (2...2, 1...1, nil),
            (1...1, 2...9, nil),
        ] as [(ClosedRange<UInt16>, ClosedRange<UInt16>, UInt16?)])
    func theHighestCommonVersionIsChosen(client: ClosedRange<UInt16>, server: ClosedRange<UInt16>, version: UInt16?) {
        let hello = HelloRequest(minimumVersion: client.lowerBound, maximumVersion: client.upperBound, client: "")
        #expect(hello.negotiated(with: server) == version)
    }

    @Test func versionsTheWrongWayRoundAreNone() {
        #expect(HelloRequest(minimumVersion: 2, maximumVersion: 1, client: "").negotiated(with: 1...2) == nil)
    }
}
