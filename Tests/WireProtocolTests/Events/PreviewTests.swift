import Testing
import WireProtocol

struct PreviewTests {
    private let preview = Preview(
        step: 1, steps: 2, timestep: 3, content: .xt, costMicroseconds: 0, remainingMilliseconds: .max, count: 2,
        width: 1, height: 2, channels: 3, pixels: Array(0..<12))

    @Test func picturesAreCutOut() {
        #expect(preview.picture(0) == Array(0..<6))
        #expect(preview.picture(1) == Array(6..<12))
    }

    @Test(arguments: [-1, 2, Int.max, Int.min])
    func thereIsNothingBeyondThem(_ index: Int) {
        #expect(preview.picture(index).isEmpty)
    }

    @Test func bothContentsAreTakenApart() {
        var both = preview
        (both.content, both.pixels) = (.both, Array(0..<24))
        #expect(both.shown == 4 && both.picture(3) == Array(18..<24) && both.picture(4).isEmpty)
        #expect(both.showing(.both) == both)
        #expect(both.showing(.x0)?.pixels == Array(0..<12) && both.showing(.x0)?.content == .x0)
        #expect(both.showing(.xt)?.pixels == Array(12..<24) && both.showing(.xt)?.count == 2)
        #expect(preview.showing(.xt) == preview && preview.showing(.x0) == nil && preview.showing(.both) == nil)
        both.encoding = .zlib
        #expect(both.showing(.x0) == nil)
    }

    @Test func unknownTimeIsNoTime() {
        #expect(preview.remaining == nil)
        var known = preview
        known.remainingMilliseconds = 1500
        #expect(known.remaining == .milliseconds(1500))
    }
}
