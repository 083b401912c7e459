import Testing
import WireProtocol

struct DurationMillisecondsTests {
    @Test(
        arguments: [
            (.zero, 0), (.milliseconds(1), 1), (.microseconds(1999), 1), (.seconds(-1), 0),
            (.milliseconds(4_294_967_294), .max - 1),
            (.milliseconds(4_294_967_295), .max - 1), (.seconds(Int64.max), .max - 1), (.seconds(Int64.min), 0),
        ] as [(Duration, UInt32)])
    func wholeMillisecondsWithinTheField(duration: Duration, milliseconds: UInt32) {
        #expect(duration.wireMilliseconds == milliseconds)
    }

    @Test func theLargestValueMeansUnknown() {
        #expect(Duration(wireMilliseconds: .max) == nil)
        #expect(Duration(wireMilliseconds: .max - 1) == .milliseconds(4_294_967_294))
    }
}
