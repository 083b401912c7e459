import Testing

@testable import Sampling

@Suite struct TimestepSequenceTests {
    @Test func `rounds to the nearest timestep`() {
        let sequence = TimestepSequence(timesteps: 1000, count: 7)
        #expect((0...7).map { sequence[$0] } == [1000, 857, 714, 571, 429, 286, 143, 0])
        let halves = TimestepSequence(timesteps: 5, count: 2)
        #expect((0...2).map { halves[$0] } == [5, 3, 0])
    }

    @Test(arguments: [1, 2, 3, 10, 97, 256])
    func `falls strictly from T to 0 for any number of steps`(timesteps: Int) {
        for count in 1...timesteps {
            let sequence = TimestepSequence(timesteps: timesteps, count: count)
            let all = (0...count).map { sequence[$0] }
            #expect(all.first == timesteps && all.last == 0)
            #expect(zip(all, all.dropFirst()).allSatisfy { $0 > $1 }, "\(count) steps")
        }
    }

    @Test func `visits every timestep when there are as many steps`() {
        let sequence = TimestepSequence(timesteps: 20, count: 20)
        #expect((0...20).map { sequence[$0] } == Array((0...20).reversed()))
    }

    @Test(arguments: [(Int.min, 1), (0, 1), (21, 20), (Int.max, 20)])
    func `brings a number of steps to the nearest possible`(asked: Int, given: Int) {
        #expect(TimestepSequence(timesteps: 20, count: asked).count == given)
    }
}
