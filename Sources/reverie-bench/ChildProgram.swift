import ArgumentParser
import Glibc

/// A program that runs beside this one and whose output is read. Foundation's `Process` would do, but the library costs what
/// is measured here: memory, and time to start.
struct ChildProgram {
    private let process: pid_t
    private let output: Int32

    /// Starts `command`, a path and its arguments, with both outputs in one pipe.
    ///
    /// - Throws: `ValidationError` if it cannot be started.
    init(_ command: [String]) throws {
        var pipe: [Int32] = [-1, -1]
        guard Glibc.pipe(&pipe) == 0 else {
            throw ValidationError("No pipe can be made: \(String(cString: strerror(errno)))")
        }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for stream in [STDOUT_FILENO, STDERR_FILENO] { posix_spawn_file_actions_adddup2(&actions, pipe[1], stream) }
        for end in pipe { posix_spawn_file_actions_addclose(&actions, end) }
        var arguments = command.map { strdup($0) } + [nil]
        defer { for argument in arguments { free(argument) } }
        var process = pid_t()
        let error = posix_spawn(&process, command[0], &actions, nil, &arguments, environ)
        close(pipe[1])
        guard error == 0 else {
            close(pipe[0])
            throw ValidationError("\(command[0]) cannot be started: \(String(cString: strerror(error)))")
        }
        (self.process, output) = (process, pipe[0])
    }

    /// What it writes next; nil when it writes no more.
    func nextOutput() -> String? {
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = read(output, &bytes, bytes.count)
        return count > 0 ? String(decoding: bytes.prefix(count), as: UTF8.self) : nil
    }

    /// Asks it to stop, and waits until it has.
    func stop() {
        kill(process, SIGTERM)
        waitpid(process, nil, 0)
        close(output)
    }
}
