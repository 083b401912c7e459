/// Whether the machine runs slower than it could, because it is hot or its power supply is weak.
package enum Throttling: UInt8, CaseIterable, Sendable {
    case unknown = 0
    case no = 1
    case yes = 2
}
