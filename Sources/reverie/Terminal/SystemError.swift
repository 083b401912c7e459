import Glibc

enum SystemError {
    /// What the system calls an error number, in lower case as part of a sentence.
    static func text(_ number: Int32) -> String {
        guard let text = strerror(number) else { return "error \(number)" }
        return String(cString: text).lowercased()
    }
}
