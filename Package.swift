// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .treatAllWarnings(as: .error),
]

extension Target.Dependency {
    static let nioCore = product(name: "NIOCore", package: "swift-nio")
    static let nioPosix = product(name: "NIOPosix", package: "swift-nio")
    static let nioHTTP1 = product(name: "NIOHTTP1", package: "swift-nio")
    static let nioEmbedded = product(name: "NIOEmbedded", package: "swift-nio")
    static let nioSSL = product(name: "NIOSSL", package: "swift-nio-ssl")
    static let logging = product(name: "Logging", package: "swift-log")
    static let metrics = product(name: "Metrics", package: "swift-metrics")
    static let crypto = product(name: "Crypto", package: "swift-crypto")
    static let cryptoExtras = product(name: "CryptoExtras", package: "swift-crypto")
    static let lifecycle = product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
    static let unixSignals = product(name: "UnixSignals", package: "swift-service-lifecycle")
    static let argumentParser = product(name: "ArgumentParser", package: "swift-argument-parser")
    static let grdb = product(name: "GRDB", package: "GRDB.swift")
    static let hummingbird = product(name: "Hummingbird", package: "hummingbird")
    static let hummingbirdTesting = product(name: "HummingbirdTesting", package: "hummingbird")
    static let httpTypes = product(name: "HTTPTypes", package: "swift-http-types")
    static let tomlKit = product(name: "TOMLKit", package: "TOMLKit")
    static let mustache = product(name: "Mustache", package: "swift-mustache")
}

/// A module of the design, `Sources/<name>`, with the tests that mirror it.
func module(
    _ name: String, _ dependencies: [Target.Dependency] = [], resources: [Resource] = [],
    testing: [Target.Dependency] = [], testResources: [Resource] = []
) -> [Target] {
    [
        .target(name: name, dependencies: dependencies, resources: resources, swiftSettings: strict),
        .testTarget(
            name: name + "Tests", dependencies: [.byName(name: name)] + dependencies + testing + ["TestSupport"],
            resources: testResources, swiftSettings: strict),
    ]
}

func program(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .executableTarget(name: name, dependencies: dependencies + [.argumentParser], swiftSettings: strict)
}

/// Lists, not one sum: Swift 6.2 takes too long over that.
let modules: [[Target]] = [
    module("Tensor", ["CKernels"]),
    module("WeightFormat", ["Tensor"]),
    module(
        "DiffusionModel", ["Tensor", "WeightFormat"], testing: ["Sampling"], testResources: [.copy("Goldens")]),
    module("TextModel", ["Tensor", "WeightFormat"], testResources: [.copy("Goldens")]),
    module("Sampling", ["Tensor"], testResources: [.copy("Goldens")]),
    module("DiffusionEngine", ["Tensor", "WeightFormat", "DiffusionModel", "Sampling", .logging]),
    module("DurableFiles"),
    module("ImageCoding", ["CPNG", "CZlib"]),
    module("WireProtocol", [.nioCore]),
    module(
        "WireTransport", ["WireProtocol", .nioCore, .nioPosix, .nioSSL, .crypto, .logging], testing: [.nioEmbedded]),
    module("Observability", [.logging, .metrics]),
    module(
        "InferenceService",
        [
            "Tensor", "DiffusionModel", "TextModel", "Sampling", "DiffusionEngine", "DurableFiles", "ImageCoding",
            "Observability", "WireProtocol", "WireTransport", .logging, .lifecycle, .metrics, .nioCore, .nioPosix,
            .nioHTTP1,
        ], testResources: [.copy("Goldens")]),
    module(
        "ServerCommand",
        ["InferenceService", "Observability", "WireTransport", .argumentParser, .logging, .lifecycle, .unixSignals]),
    module("Catalogue", ["DurableFiles", .grdb], testResources: [.copy("Collection")]),
    module(
        "Gateway",
        [
            "Catalogue", "ImageCoding", "Observability", "WireProtocol", "WireTransport", .hummingbird, .mustache,
            .crypto, .cryptoExtras, .logging, .lifecycle, .metrics, .nioCore, .nioPosix, .httpTypes,
        ], resources: [.copy("Assets"), .copy("Templates")], testing: [.hummingbirdTesting]),
]

let others: [Target] = [
    .target(name: "CKernels"),
    .systemLibrary(name: "CPNG", path: "Sources/CPNG", pkgConfig: "libpng", providers: [.apt(["libpng-dev"])]),
    .systemLibrary(name: "CZlib", path: "Sources/CZlib", pkgConfig: "zlib", providers: [.apt(["libz-dev"])]),
    .target(
        name: "TestSupport", dependencies: ["DurableFiles"], path: "Tests/TestSupport", swiftSettings: strict),
    program("reverie-server", ["InferenceService", "Observability", "ServerCommand", .logging]),
    program(
        "reverie-gateway",
        ["Catalogue", "Gateway", "Observability", "WireTransport", .lifecycle, .unixSignals, .logging]),
    program(
        "reverie-up", ["InferenceService", "ServerCommand", "Gateway", "Observability", "WireTransport", .logging]),
    .target(name: "CAllocations"),
    program(
        "reverie-bench",
        [
            "Benchmarking", "CAllocations", "DiffusionEngine", "DiffusionModel", "Sampling", "Tensor", "TextModel",
            .logging,
        ]),
    .target(name: "Benchmarking", swiftSettings: strict),
    program(
        "catalogue-bench", ["Benchmarking", "Catalogue", "DurableFiles", "ImageCoding", "WeightFormat"]),
    .testTarget(name: "ArchitectureTests", swiftSettings: strict),
    .testTarget(
        name: "EndToEndTests",
        dependencies: ["TestSupport", "WireProtocol", "WireTransport", .nioCore, .nioPosix, .nioHTTP1],
        swiftSettings: strict
    ),
    program(
        "reverie",
        [
            "ImageCoding", "WireProtocol", "WireTransport", .nioCore, .nioPosix, .nioHTTP1, .crypto, .logging,
            .tomlKit,
        ]),
    .testTarget(
        name: "reverieTests",
        dependencies: [
            "reverie", "ImageCoding", "WireProtocol", "WireTransport", "TestSupport", .argumentParser, .nioCore,
            .nioPosix, .nioHTTP1, .logging,
        ], swiftSettings: strict),
]

let package = Package(
    name: "reverie",
    products: [
        .executable(name: "reverie", targets: ["reverie"]),
        .executable(name: "reverie-server", targets: ["reverie-server"]),
        .executable(name: "reverie-gateway", targets: ["reverie-gateway"]),
        .executable(name: "reverie-up", targets: ["reverie-up"]),
        .executable(name: "reverie-bench", targets: ["reverie-bench"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
        .package(url: "https://github.com/LebJe/TOMLKit", from: "0.6.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: others + modules.flatMap { $0 }
)
