import Testing

@testable import reverie

@Suite struct LoadFiguresTests {
    private func sample(_ client: Int, _ milliseconds: Int) -> LoadFigures.Sample {
        LoadFigures.Sample(
            client: client, wait: .zero, firstPreview: .milliseconds(milliseconds / 2),
            total: .milliseconds(milliseconds), pictures: 2, previewCost: .milliseconds(1))
    }

    @Test func percentilesAreValuesThatWereSeen() {
        let values = (1...100).map { Duration.milliseconds($0) }.shuffled()
        #expect(LoadFigures.percentile(0.5, of: values) == .milliseconds(50))
        #expect(LoadFigures.percentile(0.99, of: values) == .milliseconds(99))
        #expect(LoadFigures.percentile(0.99, of: [.seconds(1)]) == .seconds(1))
        #expect(LoadFigures.percentile(0.5, of: []) == nil)
    }

    @Test func theSlopeIsThatOfTheSecondHalf() throws {
        var figures = LoadFigures()
        for second in 0..<40 {
            figures.addMemory(
                second < 20 ? UInt64(second) * 1_000_000 : 20_000_000 + UInt64(second) * 100, at: .seconds(second))
        }
        #expect((try #require(figures.memorySlope) - 6000).magnitude < 1e-3)
        #expect(LoadFigures().memorySlope == nil)
    }

    @Test func clientsAreComparedByTheirMeans() {
        var figures = LoadFigures()
        for (client, time) in [(0, 100), (0, 300), (1, 500)] { figures.add(sample(client, time)) }
        figures.addLoss("cut off")
        #expect(figures.meanWaits == [.milliseconds(200), .milliseconds(500)])
        let lines = figures.lines(elapsed: .seconds(1))
        #expect(lines[0].hasPrefix("3 jobs with 6 pictures") && lines[0].hasSuffix("lost: 1"))
        #expect(lines.contains { $0.contains("0.3 % of the time") } && lines.last == "lost: cut off")
    }
}
