import Foundation
import Synchronization
import TestSupport
import Testing

/// One of Reverie's programs, run as a process of its own.
final class Program: Sendable {
    struct Result {
        let status: Int32
        let output: String
        let errors: String
    }

    /// The folder of the built programs: `$REVERIE_PROGRAMS` (a release build, say), else where the tests were built.
    static let folder: URL =
        ProcessInfo.processInfo.environment["REVERIE_PROGRAMS"].map { URL(filePath: $0) }
        ?? Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") }?.bundleURL.deletingLastPathComponent()
        ?? URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()

    /// The smallest model alone: what these tests look at does not depend on the model, and unoptimised programs take a dozen
    /// seconds to make the larger ones ready.
    private static let weights: [String: String] = {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let some = folder.appending(path: "weights-for-tests")
        try? FileManager.default.createDirectory(at: some, withIntermediateDirectories: true)
        for name in ["fashion", "minilm"] {
            try? FileManager.default.createSymbolicLink(
                at: some.appending(path: name), withDestinationURL: root.appending(path: "weights/\(name)"))
        }
        return ["REVERIE_WEIGHTS": some.path()]
    }()

    private let name: String
    private let process = Mutex(Process())
    private let output = Pipe()
    private let errors: URL
    /// Nothing is to be left in the user's own folders, and nothing found there.
    private let data: TemporaryFolder

    private init(name: String, arguments: [String], environment: [String: String], input: String? = nil) throws {
        self.name = name
        data = try TemporaryFolder()
        errors = FileManager.default.temporaryDirectory.appending(path: "\(name)-\(UUID().uuidString).log")
        _ = FileManager.default.createFile(atPath: errors.path(), contents: nil)
        let handle = try FileHandle(forWritingTo: errors)
        try process.withLock { process in
            process.executableURL = Self.folder.appending(path: name)
            process.arguments = arguments
            let own = ["XDG_DATA_HOME": data.path, "XDG_CONFIG_HOME": data.path].merging(Self.weights) { $1 }
                .merging(environment) { $1 }
            process.environment = ProcessInfo.processInfo.environment.merging(own) { $1 }
            // Started from elsewhere: nothing may depend on the folder that a program is started in.
            process.currentDirectoryURL = FileManager.default.temporaryDirectory
            if let input {
                process.standardInput = try Self.pipe(input)
            } else {
                process.standardInput = FileHandle.nullDevice
            }
            process.standardOutput = output
            process.standardError = handle
            try process.run()
        }
    }

    deinit {
        process.withLock { process in
            if process.isRunning { Foundation.kill(process.processIdentifier, SIGKILL) }
            process.waitUntilExit()
        }
        try? FileManager.default.removeItem(at: errors)
    }

    /// Standard input that holds a short text and ends.
    private static func pipe(_ text: String) throws -> Pipe {
        let pipe = Pipe()
        try pipe.fileHandleForWriting.write(contentsOf: Data(text.utf8))
        try pipe.fileHandleForWriting.close()
        return pipe
    }

    /// Runs a program to its end.
    static func run(
        _ name: String, _ arguments: [String], environment: [String: String] = [:], input: String? = nil
    ) throws -> Result {
        let program = try Program(name: name, arguments: arguments, environment: environment, input: input)
        let output = program.output.fileHandleForReading.readDataToEndOfFile()
        let status = program.waitUntilExit()
        return Result(status: status, output: String(decoding: output, as: UTF8.self), errors: program.errorText)
    }

    /// Starts a program and does not wait for it.
    static func launch(_ name: String, _ arguments: [String]) throws -> Program {
        try Program(name: name, arguments: arguments, environment: [:])
    }

    /// Starts a program that serves, and waits for its ready line.
    static func start(
        _ name: String, _ arguments: [String], environment: [String: String] = [:]
    ) throws -> (program: Program, ready: String) {
        let program = try Program(name: name, arguments: arguments, environment: environment)
        var line = Data()
        while !line.contains(UInt8(ascii: "\n")) {
            let more = program.output.fileHandleForReading.availableData
            try #require(!more.isEmpty, "\(name) ended before it was ready: \(program.errorText)")
            line += more
        }
        return (program, String(decoding: line, as: UTF8.self))
    }

    /// Asks the process to stop, as an init system does, and returns its exit status.
    func stop() -> Int32 {
        send(SIGTERM)
        return waitUntilExit()
    }

    /// Ends the process without asking, as a power cut does.
    func kill() {
        send(SIGKILL)
        _ = waitUntilExit()
    }

    func send(_ signal: Int32) {
        let identifier = process.withLock { $0.processIdentifier }
        Foundation.kill(identifier, signal)
    }

    func waitUntilExit() -> Int32 {
        process.withLock { process in
            process.waitUntilExit()
            return process.terminationStatus
        }
    }

    /// What it has written on standard error so far.
    var errorText: String { (try? String(contentsOf: errors, encoding: .utf8)) ?? "" }
}

/// The ports that a ready line names: `... listens on 127.0.0.1:43121` gives [43121].
func ports(in line: String) -> [Int] {
    line.split { !$0.isNumber }.compactMap { Int($0) }.filter { $0 > 1023 }
}

/// `reverie-server` on any free port.
func startServer(_ arguments: String...) throws -> (program: Program, port: Int) {
    let (program, ready) = try Program.start("reverie-server", ["--wire-port", "0"] + arguments)
    return (program, try #require(ports(in: ready).first))
}
