import Testing
import WireTransport

struct AccessPolicyTests {
    @Test(arguments: ["127.0.0.1", "127.9.9.9", "::1", "localhost"])
    func loopbackAsksForNothing(_ host: String) throws {
        let policy = try AccessPolicy(host: host, dataFolder: "/data")
        #expect(policy.tokenFile == nil && policy.certificate == nil)
    }

    @Test(arguments: ["0.0.0.0", "::", "192.168.1.5", "pi.local", "localhost.example.org", "127.example.org", ""])
    func anyOtherAddressAsksForATokenOrAWord(_ host: String) throws {
        #expect(throws: SecurityError.tokenNeeded(host: host)) { try AccessPolicy(host: host, dataFolder: "/data") }
        #expect(throws: SecurityError.tokenNeeded(host: host)) {
            try AccessPolicy(host: host, tls: true, dataFolder: "/data")
        }
        #expect(try AccessPolicy(host: host, insecure: true, dataFolder: "/data").tokenFile == nil)
        #expect(try AccessPolicy(host: host, tokenFile: "/token", dataFolder: "/data").tokenFile == "/token")
    }

    @Test func aTokenIsAskedForOnLoopbackTooIfItIsNamed() throws {
        #expect(try AccessPolicy(host: "::1", tokenFile: "/token", dataFolder: "/data").tokenFile == "/token")
    }

    @Test func certificatesComeInPairsOrAreMade() throws {
        #expect(
            try AccessPolicy(host: "::1", certificateFile: "/c", keyFile: "/k", dataFolder: "/data").certificate
                == .files(certificate: "/c", key: "/k"))
        #expect(
            try AccessPolicy(host: "::1", tls: true, dataFolder: "/data").certificate == .selfSigned(folder: "/data"))
        for pair in [("/c", nil), (nil, "/k")] as [(String?, String?)] {
            #expect(throws: SecurityError.certificateWithoutKey) {
                try AccessPolicy(host: "::1", certificateFile: pair.0, keyFile: pair.1, dataFolder: "/data")
            }
        }
    }
}
