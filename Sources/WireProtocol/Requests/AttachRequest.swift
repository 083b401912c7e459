package import NIOCore

/// Asks to watch a job that was accepted, by whomever. Answered by ATTACHED, then by the job's events.
///
///     ATTACH 0x0007
///     job        16 bytes
///     fromStep   u32        the first step whose preview is wanted of the filmstrip so far; 0: all of it
///     viewing    viewing    (``Viewing``)
package struct AttachRequest: WireMessage {
    package static let type = MessageType.attach

    package var job: JobID
    package var fromStep: UInt32
    package var viewing: Viewing

    package init(job: JobID, fromStep: UInt32 = 0, viewing: Viewing = Viewing()) {
        self.job = job
        self.fromStep = fromStep
        self.viewing = viewing
    }

    package init(from reader: inout WireReader) throws(WireDecodingError) {
        job = try JobID(from: &reader)
        fromStep = try reader.integer("fromStep")
        viewing = try Viewing(from: &reader)
    }

    package func encode(into buffer: inout ByteBuffer) {
        job.encode(into: &buffer)
        buffer.writeInteger(fromStep)
        viewing.encode(into: &buffer)
    }
}
