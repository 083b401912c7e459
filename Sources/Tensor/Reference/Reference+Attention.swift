extension Reference {
    /// softmax(scale * row). The sum runs in 8 lanes, element i in lane i mod 8, and the lanes are joined 4 apart, then 2,
    /// then 1.
    package static func softmax(_ row: [Float], scale: Float) -> [Float] {
        guard let largest = row.max() else { return [] }
        let powers = row.map { exp(($0 - largest) * scale) }
        var lanes = [Float](repeating: 0, count: 8)
        for (index, power) in powers.enumerated() { lanes[index % 8] += power }
        let fours = (0..<4).map { lanes[$0] + lanes[$0 + 4] }
        let inverse = 1 / ((fours[0] + fours[2]) + (fours[1] + fours[3]))
        return powers.map { $0 * inverse }
    }

    /// One picture's attention: `qkv` [tokens][3 * channels] -> [tokens][channels] (Vaswani et al. 2017, equation 1).
    package static func attention(_ qkv: [Float], channels: Int, headWidth: Int) -> [Float] {
        let tokens = qkv.count / (3 * channels)
        let scale = 1 / Float(headWidth).squareRoot()
        var result = [Float](repeating: 0, count: tokens * channels)
        for head in 0..<channels / headWidth {
            let members = head * headWidth..<(head + 1) * headWidth
            func element(_ token: Int, _ part: Int, _ channel: Int) -> Float {
                qkv[(token * 3 + part) * channels + channel]
            }
            for i in 0..<tokens {
                let scores = (0..<tokens).map { j in
                    members.reduce(Float(0)) { $0.addingProduct(element(i, 0, $1), element(j, 1, $1)) }
                }
                let shares = softmax(scores, scale: scale)
                for channel in members {
                    result[i * channels + channel] = (0..<tokens).reduce(Float(0)) {
                        $0.addingProduct(shares[$1], element($1, 2, channel))
                    }
                }
            }
        }
        return result
    }
}
