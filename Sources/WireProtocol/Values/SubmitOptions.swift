import NIOCore

/// The part of a recipe that most have no need of: options by number, so that new ones need no new layout. What is nil is
/// left out and means what the specification says.
///
///     options   list of: tag u16, value u32 + n bytes; tags ascending, none twice
package struct SubmitOptions: Hashable, Sendable {
    /// An option that this version does not know. A server refuses it by name; a client shows that it is there.
    package struct Unknown: Hashable, Sendable {
        package var tag: UInt16
        package var value: [UInt8]

        package init(tag: UInt16, value: [UInt8]) {
            self.tag = tag
            self.value = value
        }
    }

    /// The shares of the timesteps between which guidance works.
    package struct Interval: Hashable, Sendable {
        package var from: Float
        package var to: Float

        package init(from: Float, to: Float) {
            self.from = from
            self.to = to
        }
    }

    /// Another seed, and how far towards its noise.
    package struct Variation: Hashable, Sendable {
        package var seed: UInt64
        package var strength: Float

        package init(seed: UInt64, strength: Float) {
            self.seed = seed
            self.strength = strength
        }
    }

    /// A picture to begin with, [height, width, channels] of the model's size, and the share of the steps to make.
    package struct InitialPicture: Hashable, Sendable {
        package var strength: Float
        package var pixels: [UInt8]

        package init(strength: Float, pixels: [UInt8]) {
            self.strength = strength
            self.pixels = pixels
        }
    }

    /// Noise that the sampler ddim adds at each step.
    package var eta: Float?
    /// By name: which timesteps the steps visit.
    package var spacing: String?
    /// The quantile of dynamic thresholding.
    package var dynamicThreshold: Float?
    package var guidanceRescale: Float?
    package var guidanceInterval: Interval?
    package var variation: Variation?
    package var initialPicture: InitialPicture?
    /// [height, width]: where the initial picture is kept (0) or drawn anew (255).
    package var mask: [UInt8]?
    /// The step to stop after: the pictures are those predicted there.
    package var draftSteps: UInt32?
    /// The indices of the pictures to make, ascending.
    package var pictures: [UInt8]?
    /// A timestep: the picture is the model's estimate of the initial picture, noised to there.
    package var estimate: UInt32?
    package private(set) var unknown: [Unknown] = []

    package init(eta: Float? = nil) {
        self.eta = eta
    }
}

extension SubmitOptions {
    private enum Tag: UInt16 {
        case eta = 1
        case spacing, dynamicThreshold, guidanceRescale, guidanceInterval, variation, initialPicture, mask
        case draftSteps, pictures, estimate
    }

    /// A tag and an empty value.
    private static let minimumBytes = 2 + 4

    init(from reader: inout WireReader) throws(WireDecodingError) {
        var lastTag: UInt16?
        let options = try reader.list("options", minimumBytes: Self.minimumBytes) {
            (reader: inout WireReader) throws(WireDecodingError) in
            let tag: UInt16 = try reader.integer("tag")
            if let last = lastTag, tag <= last { throw .invalidValue(field: "tag", value: UInt64(tag)) }
            lastTag = tag
            return Unknown(tag: tag, value: try reader.bytes("value"))
        }
        for option in options {
            guard let tag = Tag(rawValue: option.tag) else {
                unknown.append(option)
                continue
            }
            var value = WireReader(ByteBuffer(bytes: option.value))
            try read(tag, from: &value)
            try value.finish()
        }
    }

    private mutating func read(_ tag: Tag, from value: inout WireReader) throws(WireDecodingError) {
        switch tag {
        case .eta: eta = try value.float("eta")
        case .spacing: spacing = try value.string("spacing")
        case .dynamicThreshold: dynamicThreshold = try value.float("dynamicThreshold")
        case .guidanceRescale: guidanceRescale = try value.float("guidanceRescale")
        case .guidanceInterval:
            let from = try value.float("from")
            guidanceInterval = Interval(from: from, to: try value.float("to"))
        case .variation:
            let seed: UInt64 = try value.integer("seed")
            variation = Variation(seed: seed, strength: try value.float("strength"))
        case .initialPicture:
            let strength = try value.float("strength")
            initialPicture = InitialPicture(strength: strength, pixels: try value.bytes("pixels"))
        case .mask: mask = try value.bytes("mask")
        case .draftSteps: draftSteps = try value.integer("draftSteps")
        case .pictures: pictures = try value.bytes("pictures")
        case .estimate: estimate = try value.integer("estimate")
        }
    }

    func encode(into buffer: inout ByteBuffer) {
        var options = unknown
        func add(_ tag: Tag, _ write: (inout ByteBuffer) -> Void) {
            var value = ByteBuffer()
            write(&value)
            options.append(Unknown(tag: tag.rawValue, value: Array(value.readableBytesView)))
        }
        if let eta { add(.eta) { $0.writeField(eta) } }
        if let spacing { add(.spacing) { $0.writeField(spacing) } }
        if let dynamicThreshold { add(.dynamicThreshold) { $0.writeField(dynamicThreshold) } }
        if let guidanceRescale { add(.guidanceRescale) { $0.writeField(guidanceRescale) } }
        if let guidanceInterval {
            add(.guidanceInterval) {
                $0.writeField(guidanceInterval.from)
                $0.writeField(guidanceInterval.to)
            }
        }
        if let variation {
            add(.variation) {
                $0.writeInteger(variation.seed)
                $0.writeField(variation.strength)
            }
        }
        if let initialPicture {
            add(.initialPicture) {
                $0.writeField(initialPicture.strength)
                $0.writeField(bytes: initialPicture.pixels)
            }
        }
        if let mask { add(.mask) { $0.writeField(bytes: mask) } }
        if let draftSteps { add(.draftSteps) { $0.writeInteger(draftSteps) } }
        if let pictures { add(.pictures) { $0.writeField(bytes: pictures) } }
        if let estimate { add(.estimate) { $0.writeInteger(estimate) } }
        options.sort { $0.tag < $1.tag }
        buffer.writeField(options) { buffer, option in
            buffer.writeInteger(option.tag)
            buffer.writeField(bytes: option.value)
        }
    }

    /// For a peer that knows more options than this version.
    package init(eta: Float?, unknown: [Unknown]) {
        self.init(eta: eta)
        self.unknown = unknown.filter { Tag(rawValue: $0.tag) == nil }
    }
}
