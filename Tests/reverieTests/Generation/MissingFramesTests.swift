import Testing

@testable import reverie

@Suite struct MissingFramesTests {
    @Test func oneStepAndSeveral() {
        #expect(MissingFrames([7]).sentence.hasPrefix("The frame of step 7 is missing: nobody watched then"))
        #expect(MissingFrames([2, 3, 9]).sentence.hasPrefix("The frames of 3 steps, from 2 to 9, are missing: nobody"))
    }
}
