import NIOCore
import NIOHTTP1
import NIOPosix

/// Asks a gateway over HTTP/1.1: one request, one connection.
struct GatewayClient {
    struct Answer: Equatable {
        let status: Int
        let body: [UInt8]
    }

    let address: GatewayAddress
    /// For all of a request.
    var timeout = Duration.seconds(15)

    /// More than 200 pictures with the longest captions and prompts.
    private static let mostBytes = 32 * 1024 * 1024

    /// Throws `CommandFailure`, a plain sentence with the exit status `unavailable`.
    func get(_ target: String) async throws -> Answer {
        do {
            return try await withThrowingTaskGroup(of: Answer.self) { group in
                group.addTask { try await request(target) }
                group.addTask {
                    try await Task.sleep(for: timeout)
                    throw failure("does not answer", "Check that it is a gateway's, and the network.")
                }
                defer { group.cancelAll() }
                guard let answer = try await group.next() else { throw CancellationError() }
                return answer
            }
        } catch let error as CommandFailure {
            throw error
        } catch is NIOConnectionError {
            throw failure(
                "cannot be reached", "Start reverie-gateway or reverie-up there, or name another with --gateway.")
        } catch {
            throw failure("broke off", "It may be stopping, or no gateway: try again. (\(error))")
        }
    }

    private func request(_ target: String) async throws -> Answer {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connectTimeout(.seconds(5))
            .connect(host: address.host, port: address.port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHTTPClientHandlers()
                    return try NIOAsyncChannel<HTTPClientResponsePart, HTTPClientRequestPart>(
                        wrappingChannelSynchronously: channel)
                }
            }
        return try await channel.executeThenClose { inbound, outbound in
            let headers: HTTPHeaders = ["host": address.authority, "accept": "application/json", "connection": "close"]
            try await outbound.write(
                .head(HTTPRequestHead(version: .http1_1, method: .GET, uri: target, headers: headers)))
            try await outbound.write(.end(nil))
            return try await answer(inbound)
        }
    }

    private func answer(_ parts: NIOAsyncChannelInboundStream<HTTPClientResponsePart>) async throws -> Answer {
        var status = 0
        var body: [UInt8] = []
        for try await part in parts {
            switch part {
            case .head(let head): status = Int(head.status.code)
            case .body(let bytes):
                body += bytes.readableBytesView
                guard body.count <= Self.mostBytes else {
                    throw failure("answers with too much", "Ask for fewer pictures with --limit.")
                }
            case .end: return Answer(status: status, body: body)
            }
        }
        throw failure("broke off", "It may be stopping: try again.")
    }

    private func failure(_ what: String, _ advice: String) -> CommandFailure {
        CommandFailure(.unavailable, "The gateway at \(address) \(what). \(advice)")
    }
}
