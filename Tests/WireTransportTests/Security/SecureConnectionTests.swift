import Foundation
import NIOCore
import TestSupport
import Testing
import WireProtocol
import WireTransport

/// Tokens and TLS between the real client and the real server.
@Suite(.timeLimit(.minutes(2)))
struct SecureConnectionTests {
    private let folder: TemporaryFolder
    private let token: Token
    private let other: Token

    init() throws {
        folder = try TemporaryFolder()
        token = try Token(String(repeating: "the right one ", count: 4))
        other = try Token(String(repeating: "another one ", count: 4))
    }

    private var known: KnownServers { KnownServers(path: folder.file("known_servers")) }

    /// The code of the error that keeps such a client out; nil if it comes in and can make a picture.
    private func outcome(_ server: ServerSecurity, _ client: ClientSecurity) async throws -> ConnectionError.Code? {
        var code: ConnectionError.Code?
        try await withServer(ScriptedService(), security: server) { running in
            do {
                try await withClient(running, security: client) { client in
                    let events = try await client.submit(.scripted()).events.all()
                    #expect(events.last?.isTerminal == true)
                }
            } catch let error as ConnectionError {
                code = error.code
                #expect(error.description.contains("127.0.0.1:\(running.port)"))
            }
        }
        return code
    }

    @Test(arguments: [false, true])
    func onlyTheTokenOpensTheDoor(tls: Bool) async throws {
        let identity = tls ? try ServerIdentity(selfSignedIn: folder.path) : nil
        let server = ServerSecurity(token: token, identity: identity)
        func client(_ token: Token?) -> ClientSecurity {
            ClientSecurity(token: token, knownServers: tls ? known : nil)
        }
        #expect(try await outcome(server, client(token)) == nil)
        #expect(try await outcome(server, client(other)) == .unauthorized)
        #expect(try await outcome(server, client(nil)) == .tokenNeeded)
        let open = ServerSecurity(identity: identity)
        #expect(try await outcome(open, client(token)) == .tokenNotAsked)
        #expect(try await outcome(open, client(nil)) == nil)
    }

    @Test func bothEndsHaveToWantTLS() async throws {
        let server = ServerSecurity(identity: try ServerIdentity(selfSignedIn: folder.path))
        #expect(try await outcome(server, ClientSecurity(knownServers: known)) == nil)
        #expect(try await outcome(server, .open) == .tlsNeeded)
        #expect(try await outcome(.open, ClientSecurity(knownServers: known)) == .tlsFailed)
    }

    @Test func theCertificateIsMadeOnce() throws {
        let first = try ServerIdentity(selfSignedIn: folder.file("data")).fingerprint
        #expect(try ServerIdentity(selfSignedIn: folder.file("data")).fingerprint == first)
        #expect(try ServerIdentity(selfSignedIn: folder.file("others")).fingerprint != first)
        let key = folder.file("data/certificate-key.pem")
        #expect(try FileManager.default.attributesOfItem(atPath: key)[.posixPermissions] as? Int == 0o600)
        try Data("nonsense".utf8).write(to: URL(filePath: key))
        #expect(throws: SecurityError.self) { try ServerIdentity(selfSignedIn: folder.file("data")) }
    }

    @Test func aServerIsKnownByItsCertificateFromTheFirstTimeOn() async throws {
        let security = ClientSecurity(knownServers: known)
        let identity = try ServerIdentity(selfSignedIn: folder.file("first"))
        var port = 0
        try await withServer(ScriptedService(), security: ServerSecurity(identity: identity)) { server in
            port = server.port
            for _ in 0..<2 { try await withClient(server, security: security) { _ = try await $0.ping() } }
            let entry = try known.entry(for: ServerAddress(host: "127.0.0.1", port: port))
            #expect(entry == KnownServers.Entry(fingerprint: identity.fingerprint, line: 1))
        }
        let impostor = try ServerIdentity(selfSignedIn: folder.file("second"))
        try await withServer(ScriptedService(), port: port, security: ServerSecurity(identity: impostor)) { server in
            let error = await #expect(throws: ConnectionError.self) {
                try await withClient(server, security: security) { _ in }
            }
            #expect(error?.code == .certificateChanged)
            #expect(error?.description.contains("delete line 1 of \(known.path)") == true)
            // Nothing was learnt from it.
            let entry = try known.entry(for: ServerAddress(host: "127.0.0.1", port: port))
            #expect(entry?.fingerprint == identity.fingerprint)
        }
    }

    /// Somebody in between shows a certificate of its own and passes everything on: the proof does not hold there.
    @Test func aProofDoesNotHoldOnAnotherCertificate() async throws {
        let (real, between) = (
            try ServerIdentity(selfSignedIn: folder.file("real")),
            try ServerIdentity(selfSignedIn: folder.file("between"))
        )
        let (client, server) = (Nonce.random(), Nonce.random())
        let shown = Token.Occasion(clientNonce: client, serverNonce: server, binding: between.fingerprint)
        let own = Token.Occasion(clientNonce: client, serverNonce: server, binding: real.fingerprint)
        #expect(!token.isValid(token.proof(of: .client, on: shown), of: .client, on: own))
    }

    /// A recorded handshake is worth nothing on another connection.
    @Test func aProofThatWasOverheardIsWorthNothing() async throws {
        try await withServer(ScriptedService(), security: ServerSecurity(token: token)) { server in
            let hello = HelloRequest(client: "replay/1")
            var overheard: Proof?
            try await RawPeer.connect(port: server.port) { peer in
                try await peer.send(.hello(hello), request: 1)
                guard case .challenge(let challenge)? = try await peer.next()?.message else {
                    return #expect(Bool(false), "no CHALLENGE")
                }
                let occasion = Token.Occasion(
                    clientNonce: hello.clientNonce, serverNonce: challenge.serverNonce, binding: nil)
                let proof = token.proof(of: .client, on: occasion)
                overheard = proof
                try await peer.send(.authenticate(AuthenticateRequest(proof: proof)), request: 2)
                guard case .welcome(let welcome)? = try await peer.next()?.message else {
                    return #expect(Bool(false), "no WELCOME")
                }
                #expect(token.isValid(welcome.proof, of: .server, on: occasion))
            }
            let proof = try #require(overheard)
            try await RawPeer.connect(port: server.port) { peer in
                try await peer.send(.hello(hello), request: 1)
                _ = try await peer.next()
                try await peer.send(.authenticate(AuthenticateRequest(proof: proof)), request: 2)
                guard case .refused(let refused)? = try await peer.rest().last?.message else {
                    return #expect(Bool(false), "no ERROR")
                }
                #expect(refused.code == .unauthorized)
            }
        }
    }
}
