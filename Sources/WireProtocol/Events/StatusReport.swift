package import NIOCore

/// Answers STATUS: how the server is at this moment. What it counts, it counts since its start.
///
///     STATUS_REPORT 0x8011
///     uptimeMilliseconds   u64
///     connections          u32
///     queued               u32    jobs
///     running              u32    jobs
///     finished             u64    jobs
///     cancelled            u64    jobs
///     failed               u64    jobs
///     waitMilliseconds     u32    until a job that comes now would start; 0xFFFFFFFF: unknown
///     memoryBytes          u64    resident in the process; 0: unknown
///     load                 f32    of the machine, over a minute; negative: unknown
///     temperature          i16    of the machine, in hundredths of a degree Celsius; -32768: unknown
///     throttling           u8     0: unknown, 1: no, 2: yes
///     models               list of ``ResidentModel``
package struct StatusReport: WireMessage {
    package static let type = MessageType.statusReport

    package static let unknownTemperature = Int16.min

    package var uptimeMilliseconds: UInt64
    package var connections: UInt32
    package var queued: UInt32
    package var running: UInt32
    package var finished: UInt64
    package var cancelled: UInt64
    package var failed: UInt64
    package var waitMilliseconds: UInt32
    package var memoryBytes: UInt64
    package var load: Float
    package var temperature: Int16
    package var throttling: Throttling
    package var models: [ResidentModel]

    package init(
        uptimeMilliseconds: UInt64, connections: UInt32, queued: UInt32, running: UInt32, finished: UInt64,
        cancelled: UInt64, failed: UInt64, waitMilliseconds: UInt32 = ProtocolConstants.unknownMilliseconds,
        memoryBytes: UInt64 = 0, load: Float = -1, temperature: Int16 = Self.unknownTemperature,
        throttling: Throttling = .unknown, models: [ResidentModel]
    ) {
        self.uptimeMilliseconds = uptimeMilliseconds
        self.connections = connections
        self.queued = queued
        self.running = running
        self.finished = finished
        self.cancelled = cancelled
        self.failed = failed
        self.waitMilliseconds = waitMilliseconds
        self.memoryBytes = memoryBytes
        self.load = load
        self.temperature = temperature
        self.throttling = throttling
        self.models = models
    }

    package init(from reader: inout WireReader) throws(WireDecodingError) {
        uptimeMilliseconds = try reader.integer("uptimeMilliseconds")
        connections = try reader.integer("connections")
        queued = try reader.integer("queued")
        running = try reader.integer("running")
        finished = try reader.integer("finished")
        cancelled = try reader.integer("cancelled")
        failed = try reader.integer("failed")
        waitMilliseconds = try reader.integer("waitMilliseconds")
        memoryBytes = try reader.integer("memoryBytes")
        load = try reader.float("load")
        temperature = try reader.integer("temperature")
        throttling = try reader.choice("throttling")
        models = try reader.list("models", minimumBytes: ResidentModel.minimumBytes) {
            (reader: inout WireReader) throws(WireDecodingError) in try ResidentModel(from: &reader)
        }
    }

    package func encode(into buffer: inout ByteBuffer) {
        buffer.writeInteger(uptimeMilliseconds)
        buffer.writeInteger(connections)
        buffer.writeInteger(queued)
        buffer.writeInteger(running)
        buffer.writeInteger(finished)
        buffer.writeInteger(cancelled)
        buffer.writeInteger(failed)
        buffer.writeInteger(waitMilliseconds)
        buffer.writeInteger(memoryBytes)
        buffer.writeField(load)
        buffer.writeInteger(temperature)
        buffer.writeInteger(throttling.rawValue)
        buffer.writeField(models) { $1.encode(into: &$0) }
    }
}
