extension Picture {
    /// The picture with 1 or 3 channels: grey is the mean of red, green and blue, and colour of grey is three times it.
    /// Nil for another number.
    package func converted(channels newChannels: Int) -> Picture? {
        guard newChannels != channels else { return self }
        switch newChannels {
        case 1:
            let grey = stride(from: 0, to: bytes.count, by: 3).map { start in
                UInt8((bytes[start..<start + 3].reduce(0) { $0 + Int($1) } + 1) / 3)
            }
            return Picture(width: width, height: height, channels: 1, bytes: grey)
        case 3:
            return Picture(width: width, height: height, channels: 3, bytes: bytes.flatMap { [$0, $0, $0] })
        default:
            return nil
        }
    }
}
