import ArgumentParser
import WireProtocol
import WireTransport

struct LoginCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "login", abstract: "Remembers a server: its address, its token and its certificate.",
        discussion: """
            Shows the fingerprint of the server's certificate to compare with what the server wrote when it started, asks for the \
            token without showing it, tries both, and writes a profile. The token stands in a file of its own that nobody else \
            may read; it never crosses the network. Where there is no terminal the token is read from standard input, and the \
            fingerprint must be given.
            """)

    @Argument(help: ArgumentHelp("The server's address.", valueName: "host[:port]"))
    var server: String

    @Option(help: "What the profile is called.")
    var profile = "default"

    @Flag(inversion: .prefixedNo, help: "Talk over TLS. (default: if the server does)")
    var tls: Bool?

    @Option(help: ArgumentHelp("What the certificate's SHA-256 must be: 64 hexadecimal digits.", valueName: "digits"))
    var fingerprint: String?

    @Flag(help: "The server asks for no token.")
    var noToken = false

    @Option(help: ArgumentHelp("The gateway that goes with it.", valueName: "url"))
    var gateway: String?

    @OptionGroup(title: "Reports") var report: ReportOptions

    func validate() throws {
        let letters = profile.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_".contains($0)) }
        guard !profile.isEmpty, letters else {
            throw ValidationError("A profile's name is made of letters, digits, - and _.")
        }
        if let fingerprint, Self.parse(fingerprint) == nil {
            throw ValidationError("--fingerprint is 64 hexadecimal digits.")
        }
    }

    func run() async throws {
        try await report.reportingFailures {
            let environment = Environment.variables
            let address = try ServerAddress(parsing: server)
            if let gateway { _ = try GatewayAddress(parsing: gateway) }
            let keyboard = ControllingTerminal()
            let certificate = try await certificate(of: address, keyboard)
            // What else the profile says stays.
            var profile = try Configuration(environment: environment).profiles[self.profile] ?? Profile()
            (profile.server, profile.fingerprint) = (address.description, certificate)
            // Whether there is a certificate says whether to talk over TLS.
            (profile.gateway, profile.tls) = (gateway ?? profile.gateway, nil)
            let token = noToken ? nil : try token(keyboard)
            let folder = Configuration.folder(environment: environment)
            var security = ClientSecurity(token: try token.map { text throws(SecurityError) in try Token(text) })
            security.fingerprint = certificate
            let client = try await WireClient.connect(
                to: address, security: security, clientName: "reverie/\(Reverie.version)", logger: report.logger)
            await client.close()
            profile.tokenFile = token.map { _ in "\(self.profile).token" }
            // Whatever is refused is refused before anything is written.
            let text = try configuration(profile, environment: environment)
            if let token {
                try TextFile.write(token + "\n", to: folder + "/\(self.profile).token", mode: 0o600)
            }
            try TextFile.write(text, to: Configuration.path(environment: environment), mode: 0o600)
            try report.tell(
                Report(
                    "login",
                    [
                        "profile": .text(self.profile), "address": .text(address.description),
                        "server": .text(client.welcome.server), "fingerprint": JSONValue(certificate?.description),
                    ]),
                else: "\(client.welcome.server.printable) at \(address) is the profile “\(self.profile)” now.\n")
        }
    }

    /// The certificate that is to be trusted; nil in the clear.
    private func certificate(of address: ServerAddress, _ keyboard: ControllingTerminal?) async throws -> Fingerprint? {
        let expected = fingerprint.flatMap(Self.parse)
        guard tls ?? true else { return nil }
        let shown: Fingerprint
        do {
            shown = try await WireClient.fingerprint(of: address)
        } catch let error as ConnectionError where tls == nil && expected == nil && error.code.mayBePlain {
            return nil
        }
        if let expected {
            guard shown == expected else {
                throw CommandFailure(.notPermitted, "The server shows another certificate: \(shown). Do not trust it.")
            }
            return shown
        }
        guard let keyboard else {
            throw CommandFailure(
                .usage, "The server shows the certificate \(shown). If that is right, say so: --fingerprint \(shown)")
        }
        let question = """
            The certificate of \(address) has the SHA-256
              \(shown)
            Is that what the server wrote when it started (yes, no)? 
            """
        guard try keyboard.line(prompt: question)?.lowercased() == "yes" else {
            throw CommandFailure(.notPermitted, "The certificate is not trusted; nothing was stored.")
        }
        return shown
    }

    private func token(_ keyboard: ControllingTerminal?) throws -> String {
        let text: String?
        if Output(descriptor: 0).isTerminal, let keyboard {
            text = try keyboard.line(prompt: "Token of \(server): ", hidden: true)
        } else {
            text = String(decoding: try TextFile.existingBytes("-"), as: UTF8.self)
        }
        let token = text?.filter { !$0.isNewline } ?? ""
        guard !token.isEmpty else {
            throw CommandFailure(.usage, "No token was given. If the server asks for none, say --no-token.")
        }
        return token
    }

    /// The configuration's text with the profile in it.
    private func configuration(
        _ profile: Profile, environment: [String: String]
    ) throws(CommandFailure) -> String {
        let path = Configuration.path(environment: environment)
        let old = try TextFile.read(path) ?? ""
        // What cannot be read is not written over.
        let known = try Configuration(old, path: path)
        let new = Configuration.text(
            old, setting: self.profile, to: profile, makesDefault: known.defaultProfile == nil)
        let stored = (try? Configuration(new, path: path))?.profiles[self.profile]
        guard let stored, stored.server == profile.server, stored.fingerprint == profile.fingerprint else {
            throw CommandFailure(
                .configuration,
                "The profile cannot be put into \(path) as that is written. Move [profiles.\(self.profile)] there.")
        }
        return new
    }

    private static func parse(_ text: String) -> Fingerprint? {
        Fingerprint(hex: text.hasPrefix("sha256:") ? String(text.dropFirst(7)) : text.filter { $0 != ":" }.lowercased())
    }
}

extension ConnectionError.Code {
    /// Whether a server that speaks no TLS may have answered so to somebody who tried.
    fileprivate var mayBePlain: Bool {
        switch self {
        case .tlsFailed, .lost, .rejected, .protocolViolation, .timedOut: true
        default: false
        }
    }
}
