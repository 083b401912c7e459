/// A part of the network that reads and writes its own activations.
protocol Step {
    func callAsFunction(_ pass: NetworkPass)
}

extension ResidualBlock: Step {}
extension SelfAttention: Step {}
