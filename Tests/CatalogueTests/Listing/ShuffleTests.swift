import Testing

@testable import Catalogue

struct ShuffleTests {
    @Test(arguments: [0, 1, 2, 3, 4, 5, 16, 17, 63, 64, 65, 1000, 4097] as [Int64], [0, 1, 7, UInt32.max])
    func isAPermutationThatKnowsItsWayBack(size: Int64, seed: UInt32) {
        let shuffle = Shuffle(seed: seed, size: size)
        let numbers = (0..<size).map(shuffle.number)
        #expect(numbers.sorted() == Array(1..<size + 1))
        #expect(numbers.map(shuffle.place) == Array(0..<size))
    }

    @Test func seedsGiveOrdersThatHaveNothingToDoWithEachOther() {
        let orders = (0..<200).map { (seed: UInt32) in
            let shuffle = Shuffle(seed: seed, size: 1000)
            return (0..<60).map(shuffle.number)
        }
        #expect(Set(orders).count == 200)
        // Each number is expected among the first 60 twelve times; the binomial deviation is 3.4.
        var counts = [Int](repeating: 0, count: 1001)
        for number in orders.joined() { counts[Int(number)] += 1 }
        #expect(counts.dropFirst().allSatisfy { (1...29).contains($0) }, "\(counts.min() ?? 0) to \(counts.max() ?? 0)")
    }

    @Test(arguments: [0, 1, 5, 100, 5000] as [Int64], [0..<0, 0..<1, 3..<10, 0..<6000, 70..<131, 9000..<9010])
    func whatComesAtARankIsWhatSortingPutsThere(size: Int64, ranks: Range<Int>) {
        let shuffle = Shuffle(seed: 3, size: size)
        for stride in [1, 2, 17] as [Int64] {
            let places = (0..<size).filter { $0.isMultiple(of: stride) }.map { shuffle.place(of: $0 + 1) }
            let sorted = places.sorted().dropFirst(ranks.lowerBound).prefix(ranks.count)
            #expect(shuffle.ranked(places, ranks) == Array(sorted))
        }
    }

    @Test(arguments: [-5, .min, .max] as [Int64])
    func sizesThatAreNoneDoNoHarm(size: Int64) {
        #expect((0...1 << 40).contains(Shuffle(seed: 1, size: size).size))
    }
}
