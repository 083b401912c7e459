import ArgumentParser
import Foundation
import TestSupport
import Testing
import WireTransport

@testable import reverie

@Suite struct ConfigurationTests {
    private static let digits = String(repeating: "0123456789abcdef", count: 4)
    private static let text = """
        # Where I make pictures.
        profile = "pi"

        [profiles.pi]
        server = "raspberrypi"
        token_file = "pi.token"
        fingerprint = "sha256:\(digits)"   # as it was printed
        gateway = "http://raspberrypi:8080"
        graphics = "sixel"

        [profiles.here]
        server = "localhost:7000"
        tls = false
        output = "/tmp"
        """

    @Test func `profiles are read`() throws {
        let configuration = try Configuration(Self.text, path: "/home/me/.config/reverie/config.toml")
        let pi = try configuration.profile(nil)
        #expect(pi.server == "raspberrypi" && pi.tokenFile == "/home/me/.config/reverie/pi.token")
        #expect(pi.fingerprint == Fingerprint(hex: Self.digits) && pi.tls == nil && pi.graphics == "sixel")
        let here = try configuration.profile("here")
        #expect(here.server == "localhost:7000" && here.tls == false && here.output == "/tmp")
        #expect(try Configuration("", path: "/c").profile(nil) == Profile())
    }

    @Test(arguments: [
        ("x = ", "line 1"), ("server = 1", "\"server\""), ("[profiles.a]\nserver = 1", "server is a text"),
        ("[profiles.a]\ntls = \"yes\"", "tls is true or false"), ("[profiles.a]\nsrver = \"x\"", "\"srver\""),
        ("[profiles.a]\nfingerprint = \"ab\"", "64 hexadecimal digits"), ("profiles = 1", "table"),
        ("profile = 1", "a profile's name"), ("[profiles]\na = 1", "profiles.a is a table"),
    ])
    func `what is wrong is told with the file`(text: String, reason: String) {
        let failure = #expect(throws: CommandFailure.self) { try Configuration(text, path: "/c/config.toml") }
        #expect(failure?.status == .configuration)
        #expect(failure?.sentence.contains("/c/config.toml") == true)
        #expect(failure?.sentence.contains(reason) == true, "\(failure?.sentence ?? "")")
    }

    @Test func `a profile that there is not is told`() throws {
        let failure = #expect(throws: CommandFailure.self) {
            try Configuration(Self.text, path: "/c").profile("sofa")
        }
        #expect(failure?.sentence.contains("there are: here, pi") == true)
    }

    @Test func `a profile is put in and everything else stays as it was written`() throws {
        var profile = Profile()
        (profile.server, profile.tokenFile) = ("new:1", "new.token")
        let added = Configuration.text(Self.text, setting: "new", to: profile, makesDefault: false)
        #expect(added.hasPrefix(Self.text) && added.contains("\n[profiles.\"new\"]\nserver = \"new:1\"\n"))
        let replaced = Configuration.text(added, setting: "pi", to: profile, makesDefault: false)
        #expect(replaced.contains("# Where I make pictures.") && !replaced.contains("raspberrypi"))
        let read = try Configuration(replaced, path: "/c/config.toml")
        #expect(read.profiles.keys.sorted() == ["here", "new", "pi"])
        #expect(read.profiles["pi"]?.server == "new:1" && read.profiles["pi"]?.tokenFile == "/c/new.token")
        #expect(read.profiles["here"]?.output == "/tmp" && read.defaultProfile == "pi")
        let first = Configuration.text("", setting: "a", to: profile, makesDefault: true)
        #expect(try Configuration(first, path: "/c/config.toml").profile(nil).server == "new:1")
    }

    @Test func `comments within a profile stay`() throws {
        var profile = Profile()
        profile.server = "new:1"
        let old = "[profiles.a]\n# The one upstairs.\nserver = \"old\"\n\n# Mine.\n[profiles.b]\nserver = \"b\"\n"
        #expect(
            Configuration.text(old, setting: "a", to: profile, makesDefault: false)
                == "[profiles.\"a\"]\nserver = \"new:1\"\n# The one upstairs.\n\n# Mine.\n[profiles.b]\nserver = \"b\"\n"
        )
    }

    @Test func `any text comes back`() throws {
        for text in ["a\"b\\c", "\u{1}\u{7F}\n", "シャツ 👢", "#"] {
            var profile = Profile()
            profile.output = text
            let written = Configuration.text("", setting: "a", to: profile, makesDefault: false)
            #expect(try Configuration(written, path: "/c").profiles["a"]?.output == text)
        }
    }
}

@Suite struct ConnectionSettingsTests {
    private static let configuration = """
        profile = "pi"
        [profiles.pi]
        server = "raspberrypi"
        fingerprint = "\(String(repeating: "ab", count: 32))"
        """

    private func settings(
        _ arguments: [String], _ environment: [String: String] = [:]
    ) throws -> ConnectionSettings {
        try ConnectionSettings(
            ServerOption.parse(arguments), configuration: Configuration(Self.configuration, path: "/c/config.toml"),
            environment: environment.merging(["HOME": "/nowhere"]) { old, _ in old })
    }

    @Test func `options go before the environment, and that before the profile`() throws {
        #expect(try settings([]).address.description == "raspberrypi:7433")
        #expect(try settings([], ["REVERIE_SERVER": "other:1"]).address.description == "other:1")
        #expect(try settings(["--server", "pi:9"], ["REVERIE_SERVER": "other:1"]).address.description == "pi:9")
        #expect(
            try settings(["--profile", "pi"], ["REVERIE_SERVER": "other:1"]).address.description == "raspberrypi:7433")
        #expect(throws: CommandFailure.self) { try settings(["--profile", "sofa"]) }
    }

    @Test func `a profile's certificate is for its own server`() throws {
        #expect(try settings([]).security.fingerprint != nil)
        #expect(try settings(["--server", "raspberrypi:7433"]).security.fingerprint != nil)
        #expect(try settings(["--server", "other"]).security.fingerprint == nil)
        #expect(try settings(["--no-tls"]).security.fingerprint == nil)
        let known = try settings(["--server", "other", "--tls"]).security
        #expect(known.fingerprint == nil && known.knownServers != nil)
    }
}
