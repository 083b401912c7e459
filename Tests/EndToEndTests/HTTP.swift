import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import Testing

/// A small client for one gateway: one request, one connection. (Foundation's now and then sends the head of a request, and
/// never its body.)
struct HTTP {
    let base: String

    struct Answer {
        var status = 0
        var body = Data()

        var text: String { String(decoding: body, as: UTF8.self) }

        /// The body as a JSON object.
        var object: [String: Any] {
            get throws { try #require(JSONSerialization.jsonObject(with: body) as? [String: Any], "\(text)") }
        }
    }

    func get(_ path: String) async throws -> Answer { try await send("GET", path) }

    func send(_ method: String, _ path: String, json: [String: any Sendable]? = nil) async throws -> Answer {
        let url = try #require(URLComponents(string: base + path))
        let (host, port) = (try #require(url.host), try #require(url.port))
        let target = url.percentEncodedPath + (url.percentEncodedQuery.map { "?" + $0 } ?? "")
        let body = try json.map { ByteBuffer(bytes: try JSONSerialization.data(withJSONObject: $0)) }
        var fields: HTTPHeaders = ["Host": "\(host):\(port)", "Connection": "close"]
        if let body {
            fields.add(name: "Content-Type", value: "application/json")
            fields.add(name: "Content-Length", value: "\(body.readableBytes)")
        }
        let head = HTTPRequestHead(
            version: .http1_1, method: HTTPMethod(rawValue: method), uri: target.isEmpty ? "/" : target, headers: fields
        )
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: host, port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHTTPClientHandlers()
                    return try NIOAsyncChannel<HTTPClientResponsePart, HTTPClientRequestPart>(
                        wrappingChannelSynchronously: channel)
                }
            }
        return try await channel.executeThenClose { inbound, outbound in
            // All at once: a server that needs no body may have answered and closed before a second write.
            let sent = body.map { [HTTPClientRequestPart.body(.byteBuffer($0))] } ?? []
            try await outbound.write(contentsOf: [.head(head)] + sent + [.end(nil)])
            var answer = Answer()
            for try await part in inbound {
                switch part {
                case .head(let head): answer.status = Int(head.status.code)
                case .body(let bytes): answer.body.append(contentsOf: bytes.readableBytesView)
                case .end: return answer
                }
            }
            throw Failure(description: "\(method) \(path): the answer broke off")
        }
    }

    private struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// Asks again until `path` answers with `status`, at most for a minute.
    func wait(for path: String, status: Int) async throws {
        for _ in 0..<300 {
            if let answer = try? await get(path), answer.status == status { return }
            try await Task.sleep(for: .milliseconds(200))
        }
        Issue.record("\(path) never answered \(status)")
    }
}

/// The events of a server-sent stream, by name, in order.
func eventNames(in stream: String) -> [String] {
    stream.split(whereSeparator: \.isNewline).compactMap { line in
        line.hasPrefix("event:") ? line.dropFirst(6).trimmingCharacters(in: .whitespaces) : nil
    }
}
