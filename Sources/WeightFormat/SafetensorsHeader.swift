import FoundationEssentials

/// The element types Reverie reads.
package enum ElementType: String, Sendable, Equatable {
    case float32 = "F32"
    case float16 = "F16"
    case int8 = "I8"

    package var size: Int {
        switch self {
        case .float32: 4
        case .float16: 2
        case .int8: 1
        }
    }
}

/// Where a tensor lies in the file.
package struct TensorEntry: Sendable, Equatable {
    package let name: String
    package let type: ElementType
    package let shape: [Int]
    /// Bytes from the start of the file.
    package let bytes: Range<Int>

    package var count: Int { bytes.count / type.size }
}

/// The checked head of a safetensors file: `u64` length (little-endian), then that many bytes of JSON, then the data, in
/// which the tensors lie end to end without gaps or overlaps.
struct SafetensorsHeader: Equatable {
    let entries: [TensorEntry]

    static let maximumLength = 16 << 20
    static let maximumElements = 1 << 40

    /// Reads the head of a file of `file.count` bytes. Nothing in it is trusted.
    init(_ file: UnsafeRawBufferPointer) throws(SafetensorsError) {
        guard file.count >= 8 else { throw Self.damaged("it ends before its header") }
        let declared = UInt64(littleEndian: file.loadUnaligned(as: UInt64.self))
        guard declared <= Self.maximumLength else {
            throw Self.damaged("it declares a header of \(declared) bytes, more than \(Self.maximumLength)")
        }
        let start = 8 + Int(declared)
        guard start <= file.count else { throw Self.damaged("it ends inside its header") }
        let fields: [String: Field]
        do {
            fields = try JSONDecoder().decode([String: Field].self, from: Data(file[8..<start]))
        } catch {
            throw Self.damaged("its header is not the JSON it should be")
        }
        var entries: [TensorEntry] = []
        for case (let name, .tensor(let type, let shape, let offsets)) in fields {
            entries.append(try Self.entry(name, type, shape, offsets, data: start..<file.count))
        }
        entries.sort {
            ($0.bytes.lowerBound, $0.bytes.upperBound, $0.name) < ($1.bytes.lowerBound, $1.bytes.upperBound, $1.name)
        }
        var end = start
        for entry in entries {
            guard entry.bytes.lowerBound == end else {
                throw Self.damaged("the data of \(quoted(entry.name)) does not follow the tensor before it")
            }
            end = entry.bytes.upperBound
        }
        guard end == file.count else { throw Self.damaged("\(file.count - end) bytes follow its last tensor") }
        self.entries = entries
    }

    private static func entry(
        _ name: String, _ type: String, _ shape: [Int], _ offsets: [Int], data: Range<Int>
    ) throws(SafetensorsError) -> TensorEntry {
        guard let element = ElementType(rawValue: type) else {
            throw SafetensorsError(
                .unsupported,
                "The tensor \(quoted(name)) has elements of type \(quoted(type)); export the weights as F32, F16 or I8."
            )
        }
        var count = 1
        for dimension in shape {
            let (product, overflow) = count.multipliedReportingOverflow(by: dimension)
            guard dimension >= 0, !overflow, product <= maximumElements else {
                throw damaged("the shape of \(quoted(name)) is impossible")
            }
            count = product
        }
        guard offsets.count == 2, offsets[0] >= 0, offsets[0] <= offsets[1], offsets[1] <= data.count else {
            throw damaged("the data of \(quoted(name)) lies outside the file")
        }
        guard offsets[1] - offsets[0] == count * element.size else {
            throw damaged("the data of \(quoted(name)) has another size than its shape")
        }
        return TensorEntry(
            name: name, type: element, shape: shape, bytes: data.lowerBound + offsets[0]..<data.lowerBound + offsets[1])
    }

    private static func damaged(_ what: String) -> SafetensorsError {
        SafetensorsError(.damaged, "The weights file is damaged: \(what). Fetch or export it again.")
    }
}

/// A name from a file, fit to stand in a message.
func quoted(_ name: String) -> String {
    "\""
        + String(
            name.unicodeScalars.prefix(80).map {
                $0.properties.isPatternWhitespace || $0.value < 32 ? " " : Character($0)
            }) + "\""
}

/// One member of the header's JSON.
private enum Field: Decodable {
    case metadata
    case tensor(type: String, shape: [Int], offsets: [Int])

    enum Keys: String, CodingKey {
        case dtype, shape
        case offsets = "data_offsets"
    }

    init(from decoder: any Decoder) throws {
        if decoder.codingPath.last?.stringValue == "__metadata__" {
            _ = try [String: String](from: decoder)
            self = .metadata
        } else {
            let fields = try decoder.container(keyedBy: Keys.self)
            self = .tensor(
                type: try fields.decode(String.self, forKey: .dtype),
                shape: try fields.decode([Int].self, forKey: .shape),
                offsets: try fields.decode([Int].self, forKey: .offsets))
        }
    }
}
