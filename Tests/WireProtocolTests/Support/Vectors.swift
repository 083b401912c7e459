import Foundation
import NIOCore
import Testing

/// A frame from Protocol/vectors, made by Protocol/vectors/make.py.
struct GoldenFrame: Decodable, Sendable, CustomTestStringConvertible {
    let name: String
    let message: String
    let type: UInt16
    let request: UInt32
    let fields: [String: JSONValue]
    let frame: String

    var testDescription: String { name }
}

/// Bytes from Protocol/vectors/malformed.json that no peer may send.
struct MalformedFrame: Decodable, Sendable, CustomTestStringConvertible {
    let name: String
    let direction: String
    let frame: String
    let code: UInt16
    let reason: String
    let field: String?
    let closes: Bool

    var testDescription: String { name }
}

/// A proof of a token from Protocol/vectors/authentication.json, with what it is made from; all but the token in hexadecimal.
struct GoldenProof: Decodable, Sendable, CustomTestStringConvertible {
    let name: String
    let token: String
    let clientNonce: String
    let serverNonce: String
    let binding: String
    let clientProof: String
    let serverProof: String

    var testDescription: String { name }
}

enum Vectors {
    static let requests: [GoldenFrame] = load("requests.json")
    static let events: [GoldenFrame] = load("events.json")
    static let authentication: [GoldenProof] = load("authentication.json")
    static let malformed: [MalformedFrame] = load("malformed.json")

    private struct File<Vector: Decodable>: Decodable {
        let vectors: [Vector]
    }

    /// Empty if the file cannot be read: `VectorTests` counts them.
    private static func load<Vector: Decodable>(_ name: String) -> [Vector] {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        do {
            let data = try Data(contentsOf: root.appending(path: "Protocol/vectors/\(name)"))
            return try JSONDecoder().decode(File<Vector>.self, from: data).vectors
        } catch {
            Issue.record(error, "Protocol/vectors/\(name) cannot be read")
            return []
        }
    }
}

/// What a vector's field may hold.
enum JSONValue: Decodable, Sendable {
    case number(UInt64)
    case text(String)
    case boolean(Bool)
    case texts([String])
    case objects([[String: JSONValue]])

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let value = try? container.decode(Bool.self) {
            self = .boolean(value)
        } else if let value = try? container.decode(UInt64.self) {
            self = .number(value)
        } else if let value = try? container.decode(String.self) {
            self = .text(value)
        } else if let value = try? container.decode([String].self) {
            self = .texts(value)
        } else {
            self = .objects(try container.decode([[String: JSONValue]].self))
        }
    }
}

extension ByteBuffer {
    init(hex: String) throws {
        self.init()
        try writePlainHexEncodedBytes(hex)
    }

    var hex: String { readableBytesView.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined() }
}
