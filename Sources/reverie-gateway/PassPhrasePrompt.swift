import Foundation

/// Asks for a pass phrase on the terminal, without showing it; where there is none, reads a line of standard input.
enum PassPhrasePrompt {
    struct Refusal: Error, CustomStringConvertible {
        let description: String
    }

    static func ask(_ question: String, twice: Bool) throws -> String {
        guard isatty(STDIN_FILENO) == 1 else { return try line() }
        let phrase = try hidden(question)
        if twice, try hidden("Once more: ") != phrase {
            throw Refusal(description: "These were two different pass phrases: nothing is changed.")
        }
        return phrase
    }

    private static func hidden(_ question: String) throws -> String {
        FileHandle.standardError.write(Data(question.utf8))
        var before = termios()
        guard tcgetattr(STDIN_FILENO, &before) == 0 else {
            throw Refusal(description: "The terminal cannot be told to hide what is typed: use standard input.")
        }
        var silent = before
        silent.c_lflag &= ~tcflag_t(ECHO)
        silent.c_lflag |= tcflag_t(ECHONL)
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent)
        defer { tcsetattr(STDIN_FILENO, TCSAFLUSH, &before) }
        return try line()
    }

    private static func line() throws -> String {
        guard let line = readLine() else { throw Refusal(description: "There was no pass phrase: nothing is changed.") }
        return line
    }
}
