import NIOCore
import WireProtocol

/// One line of the journal: what has become true of a job.
enum JournalRecord: Sendable, Equatable {
    /// The job is promised to its client.
    case accepted(AcceptedJob)
    /// Nothing more happens to the job; if it finished, its pictures lie in the result store.
    case ended(EndedJob)
    /// The job's result, and all knowledge of it, is given up.
    case evicted(JobID)
}

/// A job as it was promised: with the recipe, all that it takes to make its pictures again.
struct AcceptedJob: Sendable, Equatable {
    let id: JobID
    /// Who asked, as quotas count.
    let client: String
    let request: SubmitRequest
    /// The model that the name in the recipe stood for.
    let model: ModelHash
    /// Milliseconds since 1970.
    let time: UInt64
}

/// How a job ended.
struct EndedJob: Sendable, Equatable {
    enum Outcome: Sendable, Equatable {
        case finished(Finished)
        case cancelled(Cancelled)
        case failed(Failed)
    }

    let id: JobID
    let outcome: Outcome
    /// Of the result's file; 0 if there is none.
    let resultBytes: UInt32
    /// Milliseconds since 1970.
    let time: UInt64
}

/// Payloads: a byte that names the kind, then fields in the protocol's encoding.
///
///     1 accepted   job, time u64, client string, model 32 bytes, the payload of a SUBMIT of version 2; not written any more
///     2 ended      job, time u64, resultBytes u32, outcome u8, the payload of FINISHED (0), CANCELLED (1) or FAILED (2)
///     3 evicted    job
///     4 accepted   like 1, with the payload of a SUBMIT of version 3
extension JournalRecord {
    private enum Kind: UInt8 {
        case acceptedInVersion2 = 1
        case ended, evicted, accepted
    }

    func encode(into buffer: inout ByteBuffer) throws(WireEncodingError) {
        switch self {
        case .accepted(let job):
            buffer.writeInteger(Kind.accepted.rawValue)
            buffer.writeInteger(job.id.value)
            buffer.writeInteger(job.time)
            buffer.writeInteger(UInt32(clamping: job.client.utf8.count))
            buffer.writeString(job.client)
            buffer.writeBytes(job.model.bytes)
            job.request.encode(into: &buffer)
        case .ended(let job):
            buffer.writeInteger(Kind.ended.rawValue)
            buffer.writeInteger(job.id.value)
            buffer.writeInteger(job.time)
            buffer.writeInteger(job.resultBytes)
            buffer.writeInteger(job.outcome.code)
            try job.outcome.message.encode(into: &buffer)
        case .evicted(let id):
            buffer.writeInteger(Kind.evicted.rawValue)
            buffer.writeInteger(id.value)
        }
    }

    init(decoding payload: ByteBuffer) throws(WireDecodingError) {
        var reader = WireReader(payload)
        let kind: UInt8 = try reader.integer("kind")
        switch Kind(rawValue: kind) {
        case .acceptedInVersion2, .accepted:
            let id = JobID(value: try reader.integer("job"))
            let time: UInt64 = try reader.integer("time")
            let client = try reader.string("client")
            guard let model = ModelHash(bytes: try reader.bytes("model", count: ModelHash.byteCount)) else {
                throw .invalidValue(field: "model", value: 0)
            }
            let request =
                kind == Kind.accepted.rawValue
                ? try SubmitRequest(from: &reader) : try SubmitRequest(fromVersion2: &reader)
            self = .accepted(AcceptedJob(id: id, client: client, request: request, model: model, time: time))
        case .ended:
            let id = JobID(value: try reader.integer("job"))
            let time: UInt64 = try reader.integer("time")
            let resultBytes: UInt32 = try reader.integer("resultBytes")
            let code: UInt8 = try reader.integer("outcome")
            let outcome = try EndedJob.Outcome(code: code, from: &reader)
            self = .ended(EndedJob(id: id, outcome: outcome, resultBytes: resultBytes, time: time))
        case .evicted:
            self = .evicted(JobID(value: try reader.integer("job")))
        case nil:
            throw .invalidValue(field: "kind", value: UInt64(kind))
        }
        try reader.finish()
    }
}

extension EndedJob.Outcome {
    fileprivate var code: UInt8 {
        switch self {
        case .finished: 0
        case .cancelled: 1
        case .failed: 2
        }
    }

    fileprivate var message: any WireMessage {
        switch self {
        case .finished(let message): message
        case .cancelled(let message): message
        case .failed(let message): message
        }
    }

    fileprivate init(code: UInt8, from reader: inout WireReader) throws(WireDecodingError) {
        switch code {
        case 0: self = .finished(try Finished(from: &reader))
        case 1: self = .cancelled(try Cancelled(from: &reader))
        case 2: self = .failed(try Failed(from: &reader))
        default: throw .invalidValue(field: "outcome", value: UInt64(code))
        }
    }
}
