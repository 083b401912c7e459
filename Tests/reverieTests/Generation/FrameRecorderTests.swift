import ImageCoding
import Testing
import WireProtocol

@testable import reverie

@Suite struct FrameRecorderTests {
    private func preview(_ step: UInt32, _ values: [UInt8], content: PreviewContent = .x0) -> Preview {
        Preview(
            step: step, steps: 10, timestep: 1, content: content, costMicroseconds: 0, remainingMilliseconds: 0,
            count: UInt8(content == .both ? values.count / 2 : values.count), width: 1, height: 1, channels: 1,
            pixels: values)
    }

    @Test func `each picture has its frames, in order`() {
        var recorder = FrameRecorder(slots: [.init(job: 0, index: 0), .init(job: 0, index: 4), .init(job: 1, index: 0)])
        recorder.record(preview(2, [20, 21]), of: 0)
        recorder.record(preview(1, [10, 11]), of: 0)
        recorder.record(preview(2, [90]), of: 1)
        #expect(recorder.frames(of: 1).map(\.step) == [1, 2])
        #expect(recorder.frames(of: 1).map { $0.picture.bytes } == [[11], [21]])
        #expect(recorder.frames(of: 2).map { $0.picture.bytes } == [[90]])
        let sheets = recorder.sheets(columns: 3, gap: 0)
        #expect(sheets.map(\.bytes) == [[10, 11, 0], [20, 21, 90]])
    }

    @Test func `steps that were lost are known`() {
        var recorder = FrameRecorder(slots: [.init(job: 0, index: 0)])
        #expect(recorder.missing(of: 0, steps: 4, every: 2) == [2, 4])
        recorder.record(preview(2, [1]), of: 0)
        #expect(recorder.missing(of: 0, steps: 8, every: 2) == [4, 6, 8])
        // A job that begins with a picture has no first steps.
        var started = FrameRecorder(slots: [.init(job: 0, index: 0)])
        for step: UInt32 in 6...10 { started.record(preview(step, [1]), of: 0) }
        #expect(started.missing(of: 0, steps: 10, every: 1, leavesOut: true).isEmpty)
        // Any other that was looked at late has.
        #expect(started.missing(of: 0, steps: 10, every: 1) == [1, 2, 3, 4, 5])
    }

    @Test func `of many steps some are shown, evenly, and the last`() {
        var recorder = FrameRecorder(slots: [.init(job: 0, index: 0)])
        for step: UInt32 in 1...100 { recorder.record(preview(step, [UInt8(step)]), of: 0) }
        #expect(recorder.sheets(columns: 1, gap: 0, most: 4).map(\.bytes) == [[25], [50], [75], [100]])
        #expect(recorder.sheets(columns: 1, gap: 0, most: 30).count == 30)
        #expect(recorder.sheets(columns: 1, gap: 0, every: 40).map(\.bytes) == [[40], [80]])
    }

    @Test func `pairs stand side by side`() {
        var recorder = FrameRecorder(slots: [.init(job: 0, index: 0), .init(job: 0, index: 1)])
        recorder.record(preview(1, [1, 2, 3, 4], content: .both), of: 0)
        #expect(recorder.frames(of: 0).map { $0.picture.bytes } == [[1, 3]])
        #expect(recorder.frames(of: 1).map { $0.picture.bytes } == [[2, 4]])
    }

    @Test func `a way there and back`() throws {
        let pictures = try (1...4).map { try #require(Picture(width: 1, height: 1, channels: 1, bytes: [$0])) }
        let frames = FrameSequence(milliseconds: 100, returns: true).frames(pictures)
        #expect(frames.map { $0.picture.bytes[0] } == [1, 2, 3, 4, 3, 2])
        #expect(frames.map(\.milliseconds) == [400, 100, 100, 400, 100, 100])
        #expect(FrameSequence(milliseconds: .max, returns: false).frames(pictures).map(\.milliseconds).max() == .max)
    }
}
