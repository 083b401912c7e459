import Crypto
import HTTPTypes
import Hummingbird
import ImageCoding
import NIOCore

/// A whole answer to a GET request, served as the request wants it: not at all if the client has it (RFC 9110, section 13),
/// a part of it (section 14), or packed (section 8.4).
struct Representation: Sendable {
    let bytes: [UInt8]
    /// Content-Type and whatever else the answer says; `ETag` if its maker knows it.
    var headers: HTTPFields

    /// Fewer bytes are sent in one packet anyway.
    static let smallestPacked = 1024

    init(bytes: [UInt8], headers: HTTPFields) {
        self.bytes = bytes
        self.headers = headers
        if headers[.eTag] == nil { self.headers[.eTag] = "\"\(SHA256.hexadecimal(bytes).prefix(32))\"" }
    }

    /// Throws a `Problem` (416) for a range of which nothing is there.
    ///
    /// - Parameter isHead: ranges are for GET alone.
    func answer(to request: HTTPFields, isHead: Bool = false) throws -> Response {
        let tag = headers[.eTag] ?? ""
        let packedTag = tag.dropLast() + "-gzip\""
        if let known = request[.ifNoneMatch], Self.names(known, [tag, String(packedTag)]) {
            return response(.notModified, [], keeping: [.eTag, .cacheControl, .vary])
        }
        if !isHead, let asked = request[.range], request[.ifRange].map({ $0 == tag }) ?? true {
            switch ByteRange.read(asked, of: bytes.count) {
            case .whole: break
            case .part(let range):
                var part = response(.partialContent, Array(bytes[range]))
                part.headers[.contentRange] = "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(bytes.count)"
                return part
            case .beyond:
                throw Problem(
                    .rangeNotSatisfiable, "There are \(bytes.count) bytes.",
                    headers: [.contentRange: "bytes */\(bytes.count)"])
            }
        }
        if isPackable, Self.takesGzip(request[.acceptEncoding]), let packed = Zlib.gzip(bytes) {
            var whole = response(.ok, packed)
            whole.headers[.contentEncoding] = "gzip"
            whole.headers[.eTag] = String(packedTag)
            return whole
        }
        return response(.ok, bytes)
    }

    private func response(
        _ status: HTTPResponse.Status, _ bytes: [UInt8], keeping names: Set<HTTPField.Name>? = nil
    ) -> Response {
        var headers = headers
        headers[.contentLength] = nil
        if isPackable { headers[.vary] = "Accept-Encoding" }
        headers[.acceptRanges] = "bytes"
        if let names { headers = HTTPFields(headers.filter { names.contains($0.name) }) }
        return Response(
            status: status, headers: headers,
            body: names == nil ? ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)) : ResponseBody())
    }

    /// Text, and long enough.
    private var isPackable: Bool {
        let type = headers[.contentType] ?? ""
        let isText = type.hasPrefix("text/") || type.hasPrefix("application/json") || type == "image/svg+xml"
        return isText && bytes.count >= Self.smallestPacked
    }

    /// Whether a list of entity tags names one of these; weakly compared (RFC 9110, section 13.1.2).
    private static func names(_ list: String, _ tags: [String]) -> Bool {
        list.split(separator: ",").contains { item in
            let item = item.drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed()
            let text = String(item)
            return text == "*" || tags.contains(text.hasPrefix("W/") ? String(text.dropFirst(2)) : text)
        }
    }

    /// Whether gzip is named, or everything, and not with a weight of nothing (RFC 9110, section 12.5.3).
    static func takesGzip(_ header: String?) -> Bool {
        let codings = (header ?? "").lowercased().filter { !$0.isWhitespace }.split(separator: ",").map { coding in
            let parts = coding.split(separator: ";")
            let weight = parts.dropFirst().first { $0.hasPrefix("q=") }.flatMap { Double($0.dropFirst(2)) } ?? 1
            return (name: parts.first ?? "", weight: weight)
        }
        let own = codings.first { $0.name == "gzip" } ?? codings.first { $0.name == "*" }
        return (own?.weight ?? 0) > 0
    }
}
