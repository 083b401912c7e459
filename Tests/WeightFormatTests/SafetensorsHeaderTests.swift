import Testing

@testable import WeightFormat

@Suite struct SafetensorsHeaderTests {
    private static let good = #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#

    @Test("A header is taken as it should be, with spaces and without tensors")
    func accepted() throws {
        #expect(try tensors(fileBytes(Self.good, data: 8))["a"]?.values == [0, 0])
        #expect(try tensors(fileBytes(Self.good + "     ", data: 8)).count == 1)
        #expect(try tensors(fileBytes("{}", data: 0)).isEmpty)
        let scalarAndEmpty =
            #"{"s":{"dtype":"F16","shape":[],"data_offsets":[0,2]},"e":{"dtype":"F16","shape":[3,0],"data_offsets":[2,2]}}"#
        let both = try tensors(fileBytes(scalarAndEmpty, data: 2))
        #expect(both["s"]?.values == [0])
        #expect(both["e"]?.values == [])
    }

    /// Each is one lie away from a good file; the words must be in the sentence.
    private static let lies: [(header: String, data: Int, words: String)] = [
        ("", 8, "JSON"),
        ("[]", 0, "JSON"),
        ("{", 0, "JSON"),
        (#"{"a":1}"#, 0, "JSON"),
        (#"{"a":{"dtype":"F32","shape":[2]}}"#, 8, "JSON"),
        (#"{"a":{"dtype":"F32","shape":[2.5],"data_offsets":[0,8]}}"#, 8, "JSON"),
        (#"{"a":{"dtype":"F32","shape":[1e300],"data_offsets":[0,8]}}"#, 8, "JSON"),
        (#"{"a":{"dtype":"F32","shape":[99999999999999999999],"data_offsets":[0,8]}}"#, 8, "JSON"),
        (#"{"__metadata__":{"a":1}}"#, 0, "JSON"),
        (String(repeating: "[", count: 100_000), 0, "JSON"),
        (String(repeating: #"{"a":"#, count: 100_000), 0, "JSON"),
        (good, 7, "outside the file"),
        (good, 9, "1 bytes follow"),
        (good, 0, "outside the file"),
        (#"{"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}"#, 8, "shape"),
        (#"{"a":{"dtype":"F32","shape":[2,-1],"data_offsets":[0,8]}}"#, 8, "shape"),
        (#"{"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,0]}}"#, 0, "shape"),
        (#"{"a":{"dtype":"F32","shape":[9223372036854775807,2],"data_offsets":[0,8]}}"#, 8, "shape"),
        (#"{"a":{"dtype":"F32","shape":[4611686018427387904],"data_offsets":[0,8]}}"#, 8, "shape"),
        (#"{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}"#, 8, "size"),
        (#"{"a":{"dtype":"F16","shape":[2],"data_offsets":[0,8]}}"#, 8, "size"),
        (#"{"a":{"dtype":"I8","shape":[2],"data_offsets":[0,8]}}"#, 8, "size"),
        (#"{"a":{"dtype":"I8","shape":[-8],"data_offsets":[0,8]}}"#, 8, "shape"),
        (#"{"a":{"dtype":"U8","shape":[8],"data_offsets":[0,8]}}"#, 8, "F32, F16 or I8"),
        (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}"#, 8, "outside the file"),
        (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[-8,0]}}"#, 8, "outside the file"),
        (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[9223372036854775807,9223372036854775807]}}"#, 8, "outside"),
        (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0]}}"#, 8, "outside the file"),
        (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8,8]}}"#, 8, "outside the file"),
        (#"{"a":{"dtype":"I64","shape":[1],"data_offsets":[0,8]}}"#, 8, "F32, F16 or I8"),
        (#"{"a":{"dtype":"BF16","shape":[4],"data_offsets":[0,8]}}"#, 8, "F32, F16 or I8"),
        (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,16]}}"#, 16, "does not follow"),
        (
            #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#,
            8, "does not follow"
        ),
        (
            #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#,
            8, "does not follow"
        ),
    ]

    @Test("A lying header is refused in a plain sentence", arguments: lies)
    func refused(lie: (header: String, data: Int, words: String)) {
        let error = #expect(throws: SafetensorsError.self) { try tensors(fileBytes(lie.header, data: lie.data)) }
        #expect(error?.description.contains(lie.words) == true, "\(error?.description ?? "")")
    }

    @Test(
        "A declared length beyond the file or the limit is refused",
        arguments: [9, 1 << 24, 1 << 25, 1 << 63, .max as UInt64])
    func length(declared: UInt64) {
        let bytes = withUnsafeBytes(of: declared.littleEndian) { Array($0) } + Array("{}      ".utf8)
        let error = #expect(throws: SafetensorsError.self) { try tensors(bytes) }
        #expect(error?.code == .damaged)
    }

    @Test("A file cut off anywhere is refused")
    func truncated() {
        for count in 0..<pythonFile.count {
            #expect(throws: SafetensorsError.self) { try tensors(Array(pythonFile.prefix(count))) }
        }
    }
}
