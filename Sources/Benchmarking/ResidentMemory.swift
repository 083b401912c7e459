import FoundationEssentials
import Glibc

/// What this process holds in memory now.
package enum ResidentMemory {
    /// From `/proc/self/statm` (proc(5)); nil where there is none.
    package static var megabytes: Double? {
        guard let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8) else { return nil }
        let fields = text.split(separator: " ")
        guard fields.count > 1, let pages = Double(fields[1]) else { return nil }
        return pages * Double(sysconf(Int32(_SC_PAGESIZE))) / 1e6
    }
}
