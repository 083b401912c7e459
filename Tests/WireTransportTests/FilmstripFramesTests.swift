import Testing
import WireProtocol

import WireTransport

@Suite struct FilmstripFramesTests {
    private func frame(_ step: Int, bytes: Int = 10) -> Preview {
        Preview(
            step: UInt32(step), steps: 1000, timestep: 0, content: .x0, costMicroseconds: 0, remainingMilliseconds: 0,
            count: 1, width: UInt16(bytes), height: 1, channels: 1, pixels: [UInt8](repeating: 0, count: bytes))
    }

    @Test func allIsKeptWhileThereIsRoom() {
        var strip = FilmstripFrames(maximumBytes: 100)
        for step in 1...10 { strip.append(frame(step)) }
        #expect(strip.frames.map(\.step) == Array(1...10))
        #expect(strip.frame(after: 0, upTo: 10)?.step == 1)
        #expect(strip.frame(after: 4, upTo: 4) == nil)
        #expect(strip.frame(after: 10, upTo: 10) == nil)
    }

    @Test func aLongJobKeepsAnEvenlySpacedPart() {
        var strip = FilmstripFrames(maximumBytes: 100)
        for step in 1...1000 {
            strip.append(frame(step))
            #expect(strip.frames.count <= 10)
        }
        let steps = strip.frames.map(\.step)
        #expect(steps.count >= 5)
        #expect(Set(zip(steps.dropFirst(), steps).map { $0 - $1 }).count == 1)
    }

    @Test func aFrameThatDoesNotFitIsNotKept() {
        var strip = FilmstripFrames(maximumBytes: 5)
        strip.append(frame(1))
        #expect(strip.frames.isEmpty)
    }

    @Test(arguments: [0, 1, 1 << 31])
    func stepsThatDoNotAscendAreNotKept(step: Int) {
        var strip = FilmstripFrames(maximumBytes: 100)
        for _ in 0..<1000 { strip.append(frame(step)) }
        #expect(strip.frames.map(\.step) == (step == 0 ? [] : [UInt32(step)]))
    }
}
