extension Reference {
    /// A convolution over one picture without border, [height][width][inputs] -> [height'][width'][outputs], with zeros
    /// beyond the edge; `weight` is [outputs][inputs][side][side]. The sum of one output runs over the window's rows, then
    /// its columns, then the inputs, from the bias on.
    package static func convolution(
        _ picture: [Float], height: Int, width: Int, weight: [Float], bias: [Float], inputs: Int, side: Int, stride: Int
    ) -> [Float] {
        let reach = (side - 1) / 2
        func value(_ y: Int, _ x: Int, _ input: Int) -> Float {
            guard 0..<height ~= y, 0..<width ~= x else { return 0 }
            return picture[(y * width + x) * inputs + input]
        }
        var result: [Float] = []
        for y in Swift.stride(from: 0, to: height, by: stride) {
            for x in Swift.stride(from: 0, to: width, by: stride) {
                for output in bias.indices {
                    var sum = bias[output]
                    for row in 0..<side {
                        for column in 0..<side {
                            for input in 0..<inputs {
                                let factor = weight[((output * inputs + input) * side + row) * side + column]
                                sum.addProduct(value(y + row - reach, x + column - reach, input), factor)
                            }
                        }
                    }
                    result.append(sum)
                }
            }
        }
        return result
    }

    /// [rows][inputs] -> [rows][outputs]; `weight` is [outputs][inputs].
    package static func linear(_ rows: [Float], weight: [Float], bias: [Float], inputs: Int) -> [Float] {
        convolution(
            rows, height: rows.count / inputs, width: 1, weight: weight, bias: bias, inputs: inputs, side: 1, stride: 1)
    }
}
