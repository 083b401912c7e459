import FoundationEssentials
import Glibc
import WireProtocol
import WireTransport

/// The jobs that this user has asked for, a line of JSON for each: a server tells nobody of the jobs of others, so that who
/// asked must remember.
struct JobBook: Sendable {
    struct Entry: Codable, Equatable, Sendable {
        var job: String
        var server: String
        var prompt: String
        /// Seconds since 1970.
        var asked: Int
    }

    let path: String
    let server: String

    /// `jobs` in Reverie's folder of the user's state (XDG Base Directory Specification).
    init(server: ServerAddress, environment: [String: String]) {
        let configured = environment["XDG_STATE_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
        path = (configured ?? (environment["HOME"] ?? "") + "/.local/state") + "/reverie/jobs"
        self.server = server.description
    }

    /// More are not kept.
    private static let mostEntries = 1000

    /// A job that cannot be remembered is made all the same.
    func remember(_ job: JobID, _ recipe: JobRecipe) {
        let entry = Entry(
            job: job.description, server: server, prompt: String(recipe.prompt.prefix(80)), asked: Glibc.time(nil))
        guard let line = try? JSONEncoder().encode(entry), let slash = path.lastIndex(of: "/") else { return }
        try? Folder.make(String(path[..<slash]), mode: 0o700)
        let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        // One write, so that lines of several programs do not mix.
        _ = Output(descriptor: descriptor).fill(Array(line) + [UInt8(ascii: "\n")])
    }

    /// Of this server, the newest last. Lines that are none are skipped.
    func entries() throws(CommandFailure) -> [Entry] {
        let lines = try TextFile.read(path)?.split(separator: "\n") ?? []
        if lines.count > 2 * Self.mostEntries {
            // Another program that writes at this moment loses a line at most.
            let kept = lines.suffix(Self.mostEntries).map { $0 + "\n" }.joined()
            try? TextFile.write(kept, to: path, mode: 0o600)
        }
        return lines.compactMap { try? JSONDecoder().decode(Entry.self, from: Data($0.utf8)) }.filter {
            $0.server == server
        }
    }
}
