import NIOCore

/// A model as STATUS_REPORT tells of it.
///
///     name        string
///     bytes       u64      that it takes: its weights and what it computes in
///     stepTimes   list of: batch u16, microseconds u32; ascending by batch
package struct ResidentModel: Sendable, Equatable {
    /// What a step took on average, with so many evaluations in it.
    package struct StepTime: Sendable, Equatable {
        package var batch: UInt16
        package var microseconds: UInt32

        package init(batch: UInt16, microseconds: UInt32) {
            self.batch = batch
            self.microseconds = microseconds
        }
    }

    package var name: String
    package var bytes: UInt64
    package var stepTimes: [StepTime]

    package init(name: String, bytes: UInt64, stepTimes: [StepTime]) {
        self.name = name
        self.bytes = bytes
        self.stepTimes = stepTimes
    }

    /// An empty name and no step times.
    static let minimumBytes = 4 + 8 + 4

    init(from reader: inout WireReader) throws(WireDecodingError) {
        name = try reader.string("name")
        bytes = try reader.integer("bytes")
        stepTimes = try reader.list("stepTimes", minimumBytes: 2 + 4) {
            (reader: inout WireReader) throws(WireDecodingError) in
            StepTime(batch: try reader.integer("batch"), microseconds: try reader.integer("microseconds"))
        }
    }

    func encode(into buffer: inout ByteBuffer) {
        buffer.writeField(name)
        buffer.writeInteger(bytes)
        buffer.writeField(stepTimes) { buffer, time in
            buffer.writeInteger(time.batch)
            buffer.writeInteger(time.microseconds)
        }
    }
}
