import WireProtocol

extension Preview {
    /// The PNG files of the clean pictures that it predicts; none where it shows only noisy states.
    func pngs() throws -> [[UInt8]] {
        guard let part = showing(.x0) else { return [] }
        return try (0..<Int(part.count)).map { try PNG.encode(part, $0) }
    }
}
