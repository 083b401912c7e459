import FoundationEssentials
import HTTPTypes
import Hummingbird
import NIOCore

/// Reading a request's JSON.
enum JSONBody {
    /// A prompt, a negative prompt and some numbers fit many times over.
    static let maximumBytes = 65_536

    /// Throws `Problem`: 415, 413, or 400 with the field that cannot be read.
    ///
    /// Nothing but `application/json` is taken: other types a foreign page could send here without asking first.
    static func decode<Body: Decodable>(
        _ type: Body.Type, from request: Request, upTo limit: Int = maximumBytes
    ) async throws -> Body {
        let mediaType = request.headers[.contentType]?.split(separator: ";").first?.lowercased()
        guard mediaType?.filter({ !$0.isWhitespace }) == "application/json" else {
            throw Problem(.unsupportedMediaType, "Send JSON, with the header Content-Type: application/json.")
        }
        let buffer = try await collect(request, upTo: limit)
        do {
            return try JSONDecoder().decode(type, from: Data(buffer.readableBytesView))
        } catch let error as DecodingError {
            throw problem(error)
        }
    }

    /// A form with a picture or two. Throws `Problem`: 415, 413, 400.
    static func form(_ request: Request) async throws -> MultipartForm {
        let body = try await collect(request, upTo: StartPicture.maximumBytes)
        return try MultipartForm(Array(body.readableBytesView), contentType: request.headers[.contentType])
    }

    /// Throws a `Problem` (413) that says how much is taken.
    static func collect(_ request: Request, upTo limit: Int) async throws -> ByteBuffer {
        do {
            return try await request.body.collect(upTo: limit)
        } catch is NIOTooManyBytesError {
            throw Problem(.contentTooLarge, "The request is too large: \(limit) bytes are allowed.")
        }
    }

    private static func problem(_ error: DecodingError) -> Problem {
        switch error {
        case .keyNotFound(let key, _):
            .invalid(key.stringValue, "The field \"\(key.stringValue)\" is missing.")
        case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
            if let field = context.codingPath.first?.stringValue {
                .invalid(field, "The field \"\(field)\" is not of the right kind, or too large for it.")
            } else {
                Problem(.badRequest, "The request is not valid JSON with the fields of this address.")
            }
        @unknown default:
            Problem(.badRequest, "The request is not valid JSON with the fields of this address.")
        }
    }
}

extension KeyedDecodingContainer {
    /// The field, or nil if it is left out or null; of any other kind it is refused by its name, which Foundation's
    /// decoder does not tell for numbers that do not fit.
    func optional<Value: Decodable>(_ key: Key) throws -> Value? {
        do {
            return try decodeIfPresent(Value.self, forKey: key)
        } catch {
            throw DecodingError.dataCorruptedError(forKey: key, in: self, debugDescription: "\(error)")
        }
    }

    func required<Value: Decodable>(_ key: Key) throws -> Value {
        guard let value: Value = try optional(key) else {
            throw DecodingError.keyNotFound(key, .init(codingPath: codingPath, debugDescription: ""))
        }
        return value
    }
}
