/// The pixels that one step of a Winograd convolution makes: F(rows x columns, 3x3) (Lavin & Gray 2016), from two more of
/// each. The more pixels, the fewer multiplications for each of them, the more weights, and the larger the error: for 128
/// inputs of random numbers its root mean square is 3.5e-7, 8.4e-7 and 2.1e-6 of the result's (2x2, 4x2 and 4x4), where the
/// direct sum, which is longer, has 5.8e-7 (`WinogradTests` prints and bounds them).
package enum WinogradTile: String, Sendable, CaseIterable {
    case twoByTwo = "2x2"
    case fourByTwo = "4x2"
    case fourByFour = "4x4"

    var rows: Int { self == .twoByTwo ? 2 : 4 }
    var columns: Int { self == .fourByFour ? 4 : 2 }
    /// Products that each tile takes for each input and output: (rows + 2) * (columns + 2).
    var planes: Int { (rows + 2) * (columns + 2) }
    /// Of the columns of weights, those that are kept in memory; where there are four, the third is made when it is used.
    var storedColumns: [Int] { columns == 2 ? [0, 1, 3] : [0, 1, 2, 3, 4, 5] }

    /// Tiles in a picture of this size.
    func count(height: Int, width: Int) -> Int {
        ((height + rows - 1) / rows) * ((width + columns - 1) / columns)
    }

    /// The tile that pays for a convolution, nil if none does. It depends on the shape alone, so that every machine computes
    /// the same bits. The larger tiles save more, but their weights take more memory: there must be tiles enough to use each
    /// of them often. The transforms must be small beside the products.
    package static func best(height: Int, width: Int, inputs: Int) -> WinogradTile? {
        guard inputs.isMultiple(of: 8), inputs >= 32, min(height, width) >= 4 else { return nil }
        return [fourByFour, fourByTwo].first { $0.count(height: height, width: width) >= 8 } ?? twoByTwo
    }
}

/// A 3x3 convolution's weights, transformed (Lavin & Gray 2016, section 4): U = G g G^T, as the kernels read them:
/// [ceil(outputs / 16)][tile rows + 2][stored columns][inputs][16], padded with zeros, and the bias.
package struct WinogradWeights: Sendable {
    package let inputs: Int
    package let outputs: Int
    package let tile: WinogradTile
    let weights: Storage
    let bias: Storage
    /// What a tile reads beyond the picture's edge.
    let zeros: Storage

    var blocks: Int { (outputs + PackedWeights.block - 1) / PackedWeights.block }

    /// Transforms PyTorch's layout, `weight` [outputs][inputs][3][3] and `bias` [outputs]. The sums are made in double and
    /// rounded once.
    ///
    /// Nil if memory is short. A wrong number of values and inputs that are no multiple of 8 are programming errors.
    package init?(weight: [Float], bias: [Float], inputs: Int, outputs: Int, tile: WinogradTile) {
        precondition(weight.count == outputs * inputs * 9 && bias.count == outputs && inputs.isMultiple(of: 8))
        let block = PackedWeights.block
        let blocks = (outputs + block - 1) / block
        let rows = tile.rows == 2 ? Self.transform2 : Self.transform4
        let columns = tile.storedColumns.map { (tile.columns == 2 ? Self.transform2 : Self.transform4)[$0] }
        let planes = rows.count * columns.count
        guard let packed = Storage(count: blocks * planes * inputs * block),
            let padded = Storage(count: blocks * block),
            let zeros = Storage(count: inputs)
        else { return nil }
        weight.withUnsafeBufferPointer { weight in
            for output in 0..<outputs {
                for input in 0..<inputs {
                    let taps = UnsafeBufferPointer(
                        rebasing: weight[(output * inputs + input) * 9..<(output * inputs + input) * 9 + 9])
                    let to = packed.base + (output / block * planes * inputs + input) * block + output % block
                    for (i, row) in rows.enumerated() {
                        let half = (
                            row.dot(taps[0], taps[3], taps[6]), row.dot(taps[1], taps[4], taps[7]),
                            row.dot(taps[2], taps[5], taps[8])
                        )
                        for (j, column) in columns.enumerated() {
                            to[(i * columns.count + j) * inputs * block] = Float(column.dot(half.0, half.1, half.2))
                        }
                    }
                }
            }
        }
        for output in 0..<outputs { padded.base[output] = bias[output] }
        (self.inputs, self.outputs, self.tile) = (inputs, outputs, tile)
        (weights, self.bias, self.zeros) = (packed, padded, zeros)
    }

    private struct Row {
        let a: Double, b: Double, c: Double

        init(_ a: Double, _ b: Double, _ c: Double) { (self.a, self.b, self.c) = (a, b, c) }

        func dot(_ x: Double, _ y: Double, _ z: Double) -> Double { a * x + b * y + c * z }

        func dot(_ x: Float, _ y: Float, _ z: Float) -> Double { dot(Double(x), Double(y), Double(z)) }
    }

    /// G for F(2, 3).
    private static let transform2 = [Row(1, 0, 0), Row(0.5, 0.5, 0.5), Row(0.5, -0.5, 0.5), Row(0, 0, 1)]
    /// G for F(4, 3).
    private static let transform4 = [
        Row(1 / 4, 0, 0), Row(-1 / 6, -1 / 6, -1 / 6), Row(-1 / 6, 1 / 6, -1 / 6), Row(1 / 24, 1 / 12, 1 / 6),
        Row(1 / 24, -1 / 12, 1 / 6), Row(0, 0, 1),
    ]
}
