/// Pictures as Netpbm's binary formats: PGM (P5) of grey ones, PPM (P6) of colour.
package enum PortablePixmap {
    package static func encode(_ picture: Picture) -> [UInt8] {
        Array("\(picture.channels == 1 ? "P5" : "P6")\n\(picture.width) \(picture.height)\n255\n".utf8) + picture.bytes
    }
}
