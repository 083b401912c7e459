import Foundation
import TestSupport
import Testing
import WireTransport

struct KnownServersTests {
    private let first = ServerAddress(host: "pi.local", port: 7433)
    private let second = ServerAddress(host: "::1", port: 7433)

    private func fingerprint(_ digit: Character) throws -> Fingerprint {
        try #require(Fingerprint(hex: String(repeating: digit, count: 64)))
    }

    @Test func serversAreRememberedEachByItself() throws {
        let folder = try TemporaryFolder()
        let servers = KnownServers(path: folder.file("new/folders/known_servers"))
        #expect(try servers.entry(for: first) == nil)
        try servers.remember(first, fingerprint("a"))
        try servers.remember(second, fingerprint("b"))
        #expect(try servers.entry(for: first)?.fingerprint == fingerprint("a"))
        #expect(try servers.entry(for: first)?.line == 1)
        #expect(try servers.entry(for: second)?.fingerprint == fingerprint("b"))
        #expect(try servers.entry(for: second)?.line == 2)
        #expect(try servers.entry(for: ServerAddress(host: "pi.local", port: 1)) == nil)
        let mode = try FileManager.default.attributesOfItem(atPath: servers.path)[.posixPermissions] as? Int
        #expect(mode == 0o600)
    }

    @Test func whatPeopleWriteIsKept() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("known_servers")
        try Data("# mine\n\npi.local:7433  sha256:\(String(repeating: "A", count: 64))".utf8).write(
            to: URL(filePath: path))
        let servers = KnownServers(path: path)
        #expect(try servers.entry(for: first) == .some(KnownServers.Entry(fingerprint: fingerprint("a"), line: 3)))
        try servers.remember(second, fingerprint("b"))
        #expect(try servers.entry(for: second)?.line == 4)
        #expect(try String(contentsOfFile: path, encoding: .utf8).hasPrefix("# mine\n\npi.local"))
    }

    @Test(arguments: ["pi.local:7433", "pi.local:7433 sha256:12", "pi.local:7433 md5:00 x", "a b c"])
    func aDamagedLineIsNamed(_ line: String) throws {
        let folder = try TemporaryFolder()
        let path = folder.file("known_servers")
        try Data("# fine\n\(line)\n".utf8).write(to: URL(filePath: path))
        #expect(throws: SecurityError.damagedKnownServers(path: path, line: 2)) {
            try KnownServers(path: path).entry(for: first)
        }
    }

    @Test func theFileLiesInTheUsersConfiguration() {
        #expect(KnownServers.path(environment: ["HOME": "/home/me"]) == "/home/me/.config/reverie/known_servers")
        #expect(
            KnownServers.path(environment: ["HOME": "/home/me", "XDG_CONFIG_HOME": "/etc/me"])
                == "/etc/me/reverie/known_servers")
        #expect(
            KnownServers.path(environment: ["HOME": "/home/me", "XDG_CONFIG_HOME": "relative"])
                == "/home/me/.config/reverie/known_servers")
    }
}
