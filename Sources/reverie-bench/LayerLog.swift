/// The times of a network's layers over many evaluations.
final class LayerLog {
    struct Layer {
        let name: String
        let multiplyAdds: Int
        fileprivate(set) var times: [Double]

        var median: Double { times.sorted()[times.count / 2] }
    }

    private(set) var layers: [Layer] = []
    private var next = 0
    private var last = ContinuousClock.now

    func begin() {
        next = 0
        last = .now
    }

    /// Everything since the layer before is the layer's.
    func layerIsDone(_ name: String, multiplyAdds: Int) {
        let now = ContinuousClock.now
        let time = (now - last) / .seconds(1)
        if next == layers.count { layers.append(Layer(name: name, multiplyAdds: multiplyAdds, times: [])) }
        layers[next].times.append(time)
        next += 1
        last = .now
    }

    func total(_ seconds: Double) -> Layer {
        Layer(name: "all", multiplyAdds: layers.map(\.multiplyAdds).reduce(0, +), times: [seconds])
    }
}
