import CPNG

/// PNG files, through libpng's simplified interface: its `setjmp` stays inside C.
package enum PNGCodec {
    /// A PNG file of 8 bits a channel, with the texts as iTXt chunks in front of the pixels.
    package static func encode(
        _ picture: Picture, text: [(keyword: String, text: String)] = []
    ) throws(ImageError) -> [UInt8] {
        try checkSize(width: picture.width, height: picture.height)
        var chunks: [UInt8] = []
        for (keyword, text) in text {
            chunks += try PNGText.encode(keyword: keyword, text: text)
        }
        var image = blankImage
        image.width = png_uint_32(picture.width)
        image.height = png_uint_32(picture.height)
        image.format = picture.channels == 1 ? png_uint_32(PNG_FORMAT_GRAY) : png_uint_32(PNG_FORMAT_RGB)
        // Without memory to write to, libpng tells how much it needs.
        var size: png_alloc_size_t = 0
        guard png_image_write_to_memory(&image, nil, &size, 0, picture.bytes, 0, nil) != 0 else {
            throw notWritten(&image)
        }
        var file = [UInt8](repeating: 0, count: size)
        guard png_image_write_to_memory(&image, &file, &size, 0, picture.bytes, 0, nil) != 0 else {
            throw notWritten(&image)
        }
        file.insert(contentsOf: chunks, at: headerEnd)
        return file
    }

    /// The pixels of any PNG file as 8 bits a channel: grey if the file is grey, else red, green and blue.
    /// What is transparent lies on black.
    package static func decode(_ bytes: [UInt8]) throws(ImageError) -> Picture {
        try checkHeader(bytes)
        return try bytes.withUnsafeBufferPointer { file throws(ImageError) in try decode(file) }
    }

    /// How opaque each pixel is, from 0 to 255, as a grey picture; nil for a file that says nothing of it.
    package static func opacity(in bytes: [UInt8]) throws(ImageError) -> Picture? {
        try checkHeader(bytes)
        return try bytes.withUnsafeBufferPointer { file throws(ImageError) in try opacity(file) }
    }

    private static func checkHeader(_ bytes: [UInt8]) throws(ImageError) {
        guard let header = try PNGChunk.all(in: bytes).first?.data, let width = header.bigEndian(at: 0),
            let height = header.bigEndian(at: 4)
        else {
            throw ImageError(.damaged, "The PNG file is damaged: it has no header.")
        }
        try checkSize(width: width, height: height)
    }

    /// The texts of a PNG file, in the order they lie in it.
    package static func text(in bytes: [UInt8]) throws(ImageError) -> [(keyword: String, text: String)] {
        var texts: [(keyword: String, text: String)] = []
        for chunk in try PNGChunk.all(in: bytes) {
            if let text = try PNGText.decode(chunk) {
                texts.append(text)
            }
        }
        return texts
    }

    private static func decode(_ file: UnsafeBufferPointer<UInt8>) throws(ImageError) -> Picture {
        var image = blankImage
        defer { png_image_free(&image) }
        guard png_image_begin_read_from_memory(&image, file.baseAddress, file.count) != 0 else {
            throw notRead(&image)
        }
        let channels = image.format & png_uint_32(PNG_FORMAT_FLAG_COLOR) == 0 ? 1 : 3
        image.format = channels == 1 ? png_uint_32(PNG_FORMAT_GRAY) : png_uint_32(PNG_FORMAT_RGB)
        let (width, height) = (Int(image.width), Int(image.height))
        try checkSize(width: width, height: height)
        var pixels = [UInt8](repeating: 0, count: width * height * channels)
        guard png_image_finish_read(&image, nil, &pixels, 0, nil) != 0 else {
            throw notRead(&image)
        }
        return Picture(checkedWidth: width, height: height, channels: channels, bytes: pixels)
    }

    private static func opacity(_ file: UnsafeBufferPointer<UInt8>) throws(ImageError) -> Picture? {
        var image = blankImage
        defer { png_image_free(&image) }
        guard png_image_begin_read_from_memory(&image, file.baseAddress, file.count) != 0 else {
            throw notRead(&image)
        }
        guard image.format & png_uint_32(PNG_FORMAT_FLAG_ALPHA) != 0 else { return nil }
        image.format = png_uint_32(PNG_FORMAT_GA)
        let (width, height) = (Int(image.width), Int(image.height))
        try checkSize(width: width, height: height)
        var pixels = [UInt8](repeating: 0, count: width * height * 2)
        guard png_image_finish_read(&image, nil, &pixels, 0, nil) != 0 else {
            throw notRead(&image)
        }
        let opacity = stride(from: 1, to: pixels.count, by: 2).map { pixels[$0] }
        return Picture(checkedWidth: width, height: height, channels: 1, bytes: opacity)
    }

    /// Behind the signature and the header chunk of 13 bytes.
    static let headerEnd = PNGChunk.signature.count + PNGChunk.emptyBytes + 13

    private static var blankImage: png_image {
        var image = png_image()
        image.version = png_uint_32(PNG_IMAGE_VERSION)
        return image
    }

    private static func checkSize(width: Int, height: Int) throws(ImageError) {
        guard Picture.isAllowed(width: width, height: height) else {
            throw ImageError(
                .tooLarge,
                "A picture of \(width) x \(height) pixels is beyond the limits: 1 to \(Picture.maximumSide) pixels a side, "
                    + "\(Picture.maximumPixels) in all.")
        }
    }

    private static func notRead(_ image: inout png_image) -> ImageError {
        ImageError(.damaged, "The PNG file is damaged (\(message(&image))).")
    }

    private static func notWritten(_ image: inout png_image) -> ImageError {
        ImageError(.notWritten, "The picture could not be written as a PNG file (\(message(&image))).")
    }

    private static func message(_ image: inout png_image) -> String {
        withUnsafeBytes(of: &image.message) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }
}
