import Crypto
import FoundationEssentials
import Glibc
import Synchronization
import WireProtocol

/// What of a batch is done, on the disk before anything relies on it: lines of JSON that are only ever added.
///
/// An item's files are named in it before they are filled, so that a batch that was interrupted at that moment fills the
/// same ones again.
final class BatchJournal: Sendable {
    enum State: Equatable, Sendable {
        /// The files' names are taken; what is in them may not be whole.
        case saving([String])
        case done([String])
    }

    private struct Header: Codable {
        var batch: Int
        /// Random; what makes the items' ids those of this batch alone.
        var nonce: String
    }

    private struct Entry: Codable {
        var id: String
        var state: String
        var files: [String]
    }

    let path: String
    private let descriptor: Int32
    private let nonce: String
    private let known: Mutex<[String: State]>

    var states: [String: State] { known.withLock(\.self) }

    /// Those that are done or have their names.
    var files: [String] {
        states.values.flatMap { state in
            switch state {
            case .saving(let files), .done(let files): files
            }
        }
    }

    /// Reads a journal, or begins one.
    ///
    /// - Throws: `CommandFailure`: it cannot be written, another program uses it, or it is none.
    init(path: String) throws(CommandFailure) {
        self.path = path
        descriptor = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw CommandFailure(
                .cannotCreate,
                "The batch's journal \(path) cannot be written: \(SystemError.text(errno)). Name another place with --journal."
            )
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            throw CommandFailure(.tryAgain, "Another reverie works on this batch: it has the journal \(path).")
        }
        do throws(CommandFailure) {
            var lines = (try TextFile.read(path) ?? "").split(separator: "\n")[...]
            if let first = lines.popFirst() {
                guard let header = try? JSONDecoder().decode(Header.self, from: Data(first.utf8)), header.batch == 1
                else {
                    throw CommandFailure(
                        .usage, "\(path) is no journal of a batch. Name another with --journal, or delete it.")
                }
                nonce = header.nonce
            } else {
                nonce = (0..<16).map { _ in UInt8.random(in: 0...255) }.hexadecimal
            }
            var states: [String: State] = [:]
            for line in lines {
                // The last line may have been cut off; what it said was not relied on yet.
                guard let entry = try? JSONDecoder().decode(Entry.self, from: Data(line.utf8)) else { continue }
                states[entry.id] = entry.state == "done" ? .done(entry.files) : .saving(entry.files)
            }
            known = Mutex(states)
        } catch {
            close(descriptor)
            throw error
        }
        try begin()
    }

    deinit { close(descriptor) }

    /// What an item is known by.
    func id(_ item: BatchItem) -> String {
        digest([item.text, "\(item.occurrence)"]).hexadecimal
    }

    /// The seed of an item that names none: the same whenever the batch goes on.
    func seed(_ item: BatchItem) -> UInt64 {
        digest(["seed", item.text, "\(item.occurrence)"]).prefix(8).reduce(0) { $0 << 8 | UInt64($1) } % 1_000_000_000
    }

    /// The same for the same item and recipe, so that a server that has the job does not make it twice.
    func key(_ item: BatchItem, _ recipe: JobRecipe) -> IdempotencyKey {
        let digest = digest([item.text, "\(item.occurrence)", recipe.bytes.hexadecimal])
        return IdempotencyKey(value: digest.prefix(16).reduce(0) { $0 << 8 | UInt128($1) })
    }

    func write(_ state: State, of id: String) throws(CommandFailure) {
        let entry: Entry =
            switch state {
            case .saving(let files): Entry(id: id, state: "saving", files: files)
            case .done(let files): Entry(id: id, state: "done", files: files)
            }
        try append(entry)
        known.withLock { $0[id] = state }
    }

    private func begin() throws(CommandFailure) {
        let size = lseek(descriptor, 0, SEEK_END)
        if size == 0 { return try append(Header(batch: 1, nonce: nonce)) }
        // A line that was cut off is ended, so that the next one is whole.
        var last: UInt8 = 0
        guard pread(descriptor, &last, 1, size - 1) == 1, last != UInt8(ascii: "\n") else { return }
        try append(bytes: [UInt8(ascii: "\n")])
    }

    private func append(_ line: some Encodable) throws(CommandFailure) {
        guard let json = try? JSONEncoder().encode(line) else { return }
        try append(bytes: Array(json) + [UInt8(ascii: "\n")])
    }

    private func append(bytes: [UInt8]) throws(CommandFailure) {
        let failure = Output(descriptor: descriptor).fill(bytes) ?? (fdatasync(descriptor) == 0 ? nil : errno)
        guard let failure else { return }
        throw CommandFailure(
            .cannotCreate, "The batch's journal \(path) cannot be written: \(SystemError.text(failure)).")
    }

    private func digest(_ parts: [String]) -> [UInt8] {
        Array(SHA256.hash(data: Array(([nonce] + parts).joined(separator: "\u{0}").utf8)))
    }
}

extension [UInt8] {
    var hexadecimal: String {
        map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
    }
}
