import Foundation
import TestSupport
import Testing

@testable import WeightFormat

/// Made by Python: `safetensors.torch.save({"a": tensor([[1.5, -2, 0]], dtype=float16), "b": tensor([3.25, inf])},
/// metadata={"made": "by python"})`
let pythonFile = [UInt8](
    Data(
        base64Encoded: """
            mAAAAAAAAAB7Il9fbWV0YWRhdGFfXyI6eyJtYWRlIjoiYnkgcHl0aG9uIn0sImIiOnsiZHR5cGUiOiJGMzIiLCJzaGFwZSI6WzJdLCJkYXRh\
            X29mZnNldHMiOlswLDhdfSwiYSI6eyJkdHlwZSI6IkYxNiIsInNoYXBlIjpbMSwzXSwiZGF0YV9vZmZzZXRzIjpbOCwxNF19fSAgICAgIAAA\
            UEAAAIB/AD4AwAAA
            """) ?? Data())

/// A file with this header and `data` zero bytes after it.
func fileBytes(_ header: String, data: Int) -> [UInt8] {
    withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { Array($0) } + Array(header.utf8)
        + [UInt8](repeating: 0, count: data)
}

/// Opens bytes as a file and reads every tensor.
func tensors(_ bytes: [UInt8]) throws -> [String: (shape: [Int], values: [Float])] {
    let folder = try TemporaryFolder()
    let path = folder.file("test.safetensors")
    try Data(bytes).write(to: URL(filePath: path))
    let file = try SafetensorsFile(path: path)
    return try Dictionary(
        uniqueKeysWithValues: file.names.map {
            let tensor = try file.tensor(named: $0)
            return ($0, (tensor.shape, tensor.floats()))
        })
}
