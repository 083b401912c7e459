import Foundation
import Testing

/// The module boundaries of the design: what a module's files may import. The package manager lets a file import whatever
/// happens to be built, so the import lines are read.
@Suite struct ImportTests {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// The system and the language's own library, which every module may use. Foundation is not among them: it costs memory
    /// and time to start, so it is named where it is needed.
    static let platform: Set<String> = ["Glibc", "Musl", "Darwin", "Dispatch", "Synchronization"]

    /// Own modules and outside ones, for each folder of `Sources`.
    static let allowed: [String: Set<String>] = [
        "Tensor": ["CKernels"],
        "WeightFormat": ["Tensor", "FoundationEssentials"],
        "DiffusionModel": ["Tensor", "WeightFormat", "FoundationEssentials"],
        "TextModel": ["Tensor", "WeightFormat", "FoundationEssentials"],
        "Sampling": ["Tensor"],
        "DiffusionEngine": [
            "Tensor", "WeightFormat", "DiffusionModel", "Sampling", "Logging",
        ],
        "DurableFiles": [],
        "ImageCoding": ["CPNG", "CZlib", "FoundationEssentials"],
        "WireProtocol": ["NIOCore"],
        "WireTransport": ["WireProtocol", "NIOCore", "NIOPosix", "NIOSSL", "Crypto", "Logging"],
        "Observability": ["Logging", "Metrics", "Foundation"],
        "InferenceService": [
            "Observability",
            "DiffusionEngine", "DiffusionModel", "TextModel", "Sampling", "Tensor", "DurableFiles", "ImageCoding",
            "WireProtocol", "WireTransport", "Logging", "Metrics", "ServiceLifecycle", "Foundation", "NIOCore",
            "NIOPosix",
            "NIOHTTP1",
        ],
        "ServerCommand": [
            "Observability",
            "InferenceService", "WireTransport", "ArgumentParser", "Foundation", "Logging", "ServiceLifecycle",
            "UnixSignals",
        ],
        "Catalogue": ["DurableFiles", "GRDB", "Foundation"],
        "Gateway": [
            "Catalogue", "ImageCoding", "WireProtocol", "WireTransport", "Hummingbird", "Mustache", "Crypto",
            "CryptoExtras", "Logging", "Metrics", "Observability", "ServiceLifecycle", "NIOCore", "NIOPosix",
            "HTTPTypes", "FoundationEssentials",
        ],
        "reverie": [
            "ImageCoding", "WireProtocol", "WireTransport", "ArgumentParser", "Crypto", "Logging",
            "FoundationEssentials", "NIOCore", "NIOPosix", "NIOHTTP1", "TOMLKit",
        ],
        "reverie-server": [
            "InferenceService", "Observability", "ServerCommand", "ArgumentParser", "Foundation", "Logging",
        ],
        "reverie-gateway": [
            "Catalogue", "Gateway", "Observability", "WireTransport", "ArgumentParser", "Foundation", "Logging",
            "ServiceLifecycle",
            "UnixSignals",
        ],
        "reverie-bench": [
            "Benchmarking", "CAllocations", "DiffusionEngine", "DiffusionModel", "Sampling", "Tensor", "TextModel",
            "ArgumentParser", "FoundationEssentials", "Logging",
        ],
        "catalogue-bench": [
            "Benchmarking", "Catalogue", "DurableFiles", "ImageCoding", "WeightFormat", "ArgumentParser", "Foundation",
        ],
        "Benchmarking": ["FoundationEssentials"],
        "reverie-up": [
            "InferenceService", "ServerCommand", "Gateway", "Observability", "WireTransport", "ArgumentParser",
            "Foundation", "Logging",
        ],
        "CAllocations": [], "CKernels": [], "CPNG": [], "CZlib": [],
    ]

    static var modules: [String] {
        get throws {
            try FileManager.default.contentsOfDirectory(atPath: root.appending(path: "Sources").path()).sorted()
        }
    }

    @Test func everyModuleHasItsRow() throws {
        #expect(try Set(Self.modules) == Set(Self.allowed.keys))
    }

    @Test(arguments: try modules)
    func importsOnlyWhatTheDesignAllows(module: String) throws {
        let folder = Self.root.appending(path: "Sources/\(module)")
        let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
        for case let file as URL in try #require(files) where file.pathExtension == "swift" {
            for imported in Self.imports(in: try String(contentsOf: file, encoding: .utf8)) {
                #expect(
                    Self.platform.contains(imported) || Self.allowed[module]?.contains(imported) == true,
                    "\(module)/\(file.lastPathComponent) imports \(imported)")
            }
        }
    }

    /// The module names of the import lines: `package import struct NIOCore.ByteBuffer` gives NIOCore.
    static func imports(in source: String) -> [String] {
        source.split(separator: "\n").compactMap { line in
            let words = line.split(separator: " ")
            guard let position = words.firstIndex(of: "import"), position <= 2, !line.hasPrefix("//") else {
                return nil
            }
            guard
                words[..<position].allSatisfy({ $0.hasPrefix("@") || ["package", "public", "internal"].contains($0) })
            else { return nil }
            return words.last?.split(separator: ".").first.map(String.init)
        }
    }

    @Test func readsImportLines() {
        let source = """
            import Testing
            package import struct NIOCore.ByteBuffer
            @testable import Gateway
            // import Nothing
            let sentence = "we import nothing"
            """
        #expect(Self.imports(in: source) == ["Testing", "NIOCore", "Gateway"])
    }
}
