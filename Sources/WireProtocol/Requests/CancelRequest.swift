package import NIOCore

/// Ends a job. Answered by CANCEL_RESULT when it has stopped; the job's own CANCELLED goes to those who watch it.
///
///     CANCEL 0x0004
///     job   16 bytes
package struct CancelRequest: WireMessage {
    package static let type = MessageType.cancel

    package var job: JobID

    package init(job: JobID) {
        self.job = job
    }

    package init(from reader: inout WireReader) throws(WireDecodingError) {
        job = try JobID(from: &reader)
    }

    package func encode(into buffer: inout ByteBuffer) {
        job.encode(into: &buffer)
    }
}
