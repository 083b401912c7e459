/// What a preview shows.
package enum PreviewContent: UInt8, CaseIterable, Sendable {
    /// The clean picture that the model predicts at this step.
    case x0 = 0
    /// The noisy state itself.
    case xt = 1

    init(from reader: inout WireReader, field: String) throws(WireDecodingError) {
        let value: UInt8 = try reader.integer(field)
        guard let content = PreviewContent(rawValue: value) else {
            throw .invalidValue(field: field, value: UInt64(value))
        }
        self = content
    }
}
