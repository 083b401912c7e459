import Foundation
import FoundationNetworking
import Testing

/// A small client for one gateway.
struct HTTP {
    let base: String

    struct Answer {
        let status: Int
        let body: Data

        var text: String { String(decoding: body, as: UTF8.self) }

        /// The body as a JSON object.
        var object: [String: Any] {
            get throws { try #require(JSONSerialization.jsonObject(with: body) as? [String: Any], "\(text)") }
        }
    }

    func get(_ path: String) async throws -> Answer { try await send("GET", path) }

    func send(_ method: String, _ path: String, json: [String: any Sendable]? = nil) async throws -> Answer {
        var request = URLRequest(url: try #require(URL(string: base + path)))
        request.httpMethod = method
        request.timeoutInterval = 120
        if let json {
            request.httpBody = try JSONSerialization.data(withJSONObject: json)
            request.setValue("application/json", forHTTPHeaderField: "Content-Type")
        }
        let (body, response) = try await URLSession.shared.data(for: request)
        return Answer(status: (response as? HTTPURLResponse)?.statusCode ?? 0, body: body)
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
