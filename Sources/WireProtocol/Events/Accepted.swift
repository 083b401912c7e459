package import NIOCore

/// Answers SUBMIT: the job exists, and its events follow on this request.
///
///     ACCEPTED 0x8003
///     job   16 bytes
package struct Accepted: WireMessage {
    package static let type = MessageType.accepted

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
