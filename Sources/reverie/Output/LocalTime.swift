import Glibc

/// The wall clock where the user lives, for names of files.
struct LocalTime: Sendable {
    /// `2026-11-25`
    let date: String
    /// `204501`
    let time: String

    static var now: LocalTime { LocalTime(secondsSince1970: Glibc.time(nil)) }

    init(secondsSince1970: Int) {
        var seconds = secondsSince1970
        var parts = tm()
        localtime_r(&seconds, &parts)
        func digits(_ number: Int32, _ count: Int = 2) -> String {
            let text = String(number)
            return String(repeating: "0", count: max(0, count - text.count)) + text
        }
        date = "\(digits(parts.tm_year + 1900, 4))-\(digits(parts.tm_mon + 1))-\(digits(parts.tm_mday))"
        time = digits(parts.tm_hour) + digits(parts.tm_min) + digits(parts.tm_sec)
    }
}
