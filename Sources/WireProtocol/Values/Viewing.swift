import NIOCore

/// What somebody who watches a job wants to see of it, and how. It has no part in what the pictures become.
///
///     previewEvery      u16   steps from one preview to the next; 0: no previews
///     previewContent    u8    0: x0, 1: x_t, 2: both
///     previewEncoding   u8    0: raw, 1: zlib, 2: PNG
///     imageEncoding     u8    the same for finished pictures
package struct Viewing: Hashable, Sendable {
    package var previewEvery: UInt16
    package var previewContent: PreviewContent
    package var previewEncoding: PixelEncoding
    package var imageEncoding: PixelEncoding

    package init(
        previewEvery: UInt16 = 1, previewContent: PreviewContent = .x0, previewEncoding: PixelEncoding = .raw,
        imageEncoding: PixelEncoding = .raw
    ) {
        self.previewEvery = previewEvery
        self.previewContent = previewContent
        self.previewEncoding = previewEncoding
        self.imageEncoding = imageEncoding
    }

    init(from reader: inout WireReader) throws(WireDecodingError) {
        previewEvery = try reader.integer("previewEvery")
        previewContent = try reader.choice("previewContent")
        previewEncoding = try reader.choice("previewEncoding")
        imageEncoding = try reader.choice("imageEncoding")
    }

    func encode(into buffer: inout ByteBuffer) {
        buffer.writeInteger(previewEvery)
        buffer.writeInteger(previewContent.rawValue)
        buffer.writeInteger(previewEncoding.rawValue)
        buffer.writeInteger(imageEncoding.rawValue)
    }
}

extension Viewing {
    /// Whether a viewer with these wishes is sent this preview, or its part of it.
    package func includes(_ preview: Preview) -> Bool {
        previewEvery > 0 && preview.step.isMultiple(of: UInt32(previewEvery))
            && (preview.content == previewContent || preview.content == .both)
    }
}
