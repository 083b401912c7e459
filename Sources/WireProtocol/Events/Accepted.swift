package import NIOCore

/// Answers SUBMIT: the job exists, and its events follow on this request.
///
///     ACCEPTED 0x8003
///     job               16 bytes
///     promptTruncated   bool           whether a prompt is longer than the encoder reads
///     familiarity       f32            0 to 1: how near the prompt is to what the model was trained on
///     suggestions       list<string>   at most 3 known prompts that are near
package struct Accepted: WireMessage {
    package static let type = MessageType.accepted

    package var job: JobID
    package var promptTruncated: Bool
    package var familiarity: Float
    package var suggestions: [String]

    /// - Parameter familiarity: 1 for an empty prompt, and when the server cannot tell.
    package init(job: JobID, promptTruncated: Bool = false, familiarity: Float = 1, suggestions: [String] = []) {
        self.job = job
        self.promptTruncated = promptTruncated
        self.familiarity = familiarity
        self.suggestions = suggestions
    }

    package init(from reader: inout WireReader) throws(WireDecodingError) {
        job = try JobID(from: &reader)
        promptTruncated = try reader.boolean("promptTruncated")
        familiarity = try reader.float("familiarity")
        suggestions = try reader.strings("suggestions")
    }

    package func encode(into buffer: inout ByteBuffer) {
        job.encode(into: &buffer)
        buffer.writeField(promptTruncated)
        buffer.writeField(familiarity)
        buffer.writeField(suggestions)
    }
}
