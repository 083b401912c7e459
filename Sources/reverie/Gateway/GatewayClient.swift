import FoundationEssentials
import NIOCore
import NIOHTTP1
import NIOPosix

/// Asks a gateway over HTTP/1.1: one request, one connection.
struct GatewayClient: Sendable {
    struct Answer: Equatable, Sendable {
        let status: Int
        var headers: [String: String] = [:]
        let body: [UInt8]
    }

    let address: GatewayAddress
    /// For all of a request.
    var timeout = Duration.seconds(15)
    /// Whether a good answer is only waited for: it is read to its end and not kept, however long it is.
    var skipsBody = false

    /// More than 200 pictures with the longest captions and prompts, and than any picture.
    private static let mostBytes = 64 * 1024 * 1024

    /// Throws `CommandFailure`, a plain sentence with the exit status `unavailable`.
    func get(_ target: String) async throws -> Answer {
        try await send(.GET, target)
    }

    /// - Parameters:
    ///   - json: the request's body.
    ///   - headers: with names in lower case.
    /// - Throws: `CommandFailure`, a plain sentence with the exit status `unavailable`.
    func send(
        _ method: HTTPMethod, _ target: String, json: JSONValue? = nil, headers: [String: String] = [:]
    ) async throws -> Answer {
        do {
            return try await withThrowingTaskGroup(of: Answer.self) { group in
                group.addTask { try await request(method, target, json, headers) }
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

    private func request(
        _ method: HTTPMethod, _ target: String, _ json: JSONValue?, _ headers: [String: String]
    ) async throws -> Answer {
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
            var fields: HTTPHeaders = ["host": address.authority, "accept": "application/json", "connection": "close"]
            for (name, value) in headers { fields.replaceOrAdd(name: name, value: value) }
            let body = json.map { ByteBuffer(string: $0.encoded) }
            if let body {
                fields.add(name: "content-type", value: "application/json")
                fields.add(name: "content-length", value: "\(body.readableBytes)")
            }
            try await outbound.write(
                .head(HTTPRequestHead(version: .http1_1, method: method, uri: target, headers: fields)))
            if let body { try await outbound.write(.body(.byteBuffer(body))) }
            try await outbound.write(.end(nil))
            return try await answer(inbound)
        }
    }

    private func answer(_ parts: NIOAsyncChannelInboundStream<HTTPClientResponsePart>) async throws -> Answer {
        var status = 0
        var headers: [String: String] = [:]
        var body: [UInt8] = []
        for try await part in parts {
            switch part {
            case .head(let head):
                status = Int(head.status.code)
                for field in head.headers { headers[field.name.lowercased()] = field.value }
            case .body where skipsBody && (200..<300).contains(status): break
            case .body(let bytes):
                body += bytes.readableBytesView
                guard body.count <= Self.mostBytes else {
                    throw failure("answers with too much", "Check that it is a gateway's, or ask it for less.")
                }
            case .end: return Answer(status: status, headers: headers, body: body)
            }
        }
        throw failure("broke off", "It may be stopping: try again.")
    }

    private func failure(_ what: String, _ advice: String) -> CommandFailure {
        CommandFailure(.unavailable, "The gateway at \(address) \(what). \(advice)")
    }
}

extension GatewayClient.Answer {
    /// The answer's JSON.
    ///
    /// - Throws: `CommandFailure`: the gateway refused, or it is none.
    func decoded<Value: Decodable>(
        as type: Value.Type, from address: GatewayAddress
    ) throws(CommandFailure) -> Value {
        try check(address)
        guard let value = try? JSONDecoder().decode(type, from: Data(body)) else {
            throw CommandFailure(.protocolViolation, "What answers at \(address) is no gateway of Reverie.")
        }
        return value
    }

    /// - Throws: `CommandFailure` unless the gateway did what it was asked.
    func check(_ address: GatewayAddress) throws(CommandFailure) {
        guard (200..<300).contains(status) else {
            let detail = (try? JSONDecoder().decode(Problem.self, from: Data(body)))?.detail
            let kind: FailureStatus =
                switch status {
                case 401, 403: .notPermitted
                case 429, 503: .tryAgain
                case 400..<500: .refused
                default: .serverFailed
                }
            throw CommandFailure(kind, detail ?? "The gateway at \(address) answered with HTTP status \(status).")
        }
    }
}

/// RFC 9457, as far as it is shown.
private struct Problem: Decodable {
    let detail: String
}
