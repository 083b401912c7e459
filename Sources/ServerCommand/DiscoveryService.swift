import Glibc
import InferenceService
import Logging
import ServiceLifecycle
import WireTransport

/// Lets the server be found in the local network.
struct DiscoveryService: Service {
    private let responder: DiscoveryResponder

    /// nil if the system does not give what it takes, which is no reason not to serve.
    ///
    /// - Parameter host: the address that the server listens on.
    static func start(host: String, wirePort: Int, policy: AccessPolicy, logger: Logger) async -> DiscoveryService? {
        do {
            let responder = try await DiscoveryResponder.start(
                listeningOn: host, wirePort: wirePort, policy: policy, host: hostName,
                server: "reverie-server \(InferenceServer.version)", logger: logger)
            logger.info("the server can be found in the local network", metadata: ["port": "udp/\(responder.port)"])
            return DiscoveryService(responder: responder)
        } catch {
            logger.warning("the server cannot be found in the local network", metadata: ["reason": "\(error)"])
            return nil
        }
    }

    func run() async throws {
        try? await gracefulShutdown()
        await responder.stop()
    }

    private static var hostName: String {
        var name = [CChar](repeating: 0, count: 256)
        guard gethostname(&name, name.count - 1) == 0 else { return "" }
        return String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
