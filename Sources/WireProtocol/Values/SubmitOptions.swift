import NIOCore

/// The part of a recipe that not every sampler needs: options by number, so that new ones need no new layout.
///
///     options   list of: tag u16, value u32 + n bytes; tags ascending, none twice
package struct SubmitOptions: Hashable, Sendable {
    /// An option that this version does not know. A server refuses it by name; a client shows that it is there.
    package struct Unknown: Hashable, Sendable {
        package var tag: UInt16
        package var value: [UInt8]

        package init(tag: UInt16, value: [UInt8]) {
            self.tag = tag
            self.value = value
        }
    }

    private enum Tag: UInt16 {
        case eta = 1
    }

    /// Noise that the sampler ddim adds at each step; nil: none.
    package var eta: Float?
    package private(set) var unknown: [Unknown] = []

    package init(eta: Float? = nil) {
        self.eta = eta
    }

    /// A tag and an empty value.
    private static let minimumBytes = 2 + 4

    init(from reader: inout WireReader) throws(WireDecodingError) {
        var lastTag: UInt16?
        let options = try reader.list("options", minimumBytes: Self.minimumBytes) {
            (reader: inout WireReader) throws(WireDecodingError) in
            let tag: UInt16 = try reader.integer("tag")
            if let last = lastTag, tag <= last { throw .invalidValue(field: "tag", value: UInt64(tag)) }
            lastTag = tag
            return Unknown(tag: tag, value: try reader.bytes("value"))
        }
        for option in options {
            switch Tag(rawValue: option.tag) {
            case .eta: eta = try Self.float("eta", option.value)
            case nil: unknown.append(option)
            }
        }
    }

    func encode(into buffer: inout ByteBuffer) {
        var options = unknown
        if let eta {
            options.append(
                Unknown(tag: Tag.eta.rawValue, value: withUnsafeBytes(of: eta.bitPattern.bigEndian, Array.init)))
        }
        options.sort { $0.tag < $1.tag }
        buffer.writeField(options) { buffer, option in
            buffer.writeInteger(option.tag)
            buffer.writeField(bytes: option.value)
        }
    }

    private static func float(_ field: String, _ value: [UInt8]) throws(WireDecodingError) -> Float {
        var reader = WireReader(ByteBuffer(bytes: value))
        let float = try reader.float(field)
        try reader.finish()
        return float
    }
}

extension SubmitOptions {
    /// For a peer that knows more options than this version.
    package init(eta: Float?, unknown: [Unknown]) {
        self.init(eta: eta)
        self.unknown = unknown.filter { Tag(rawValue: $0.tag) == nil }
    }
}
