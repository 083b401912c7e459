import FoundationEssentials

/// Pictures by kitty's graphics protocol (https://sw.kovidgoyal.net/kitty/graphics-protocol/), which other terminals speak
/// too. Everything is asked for without an answer (`q=2`), so that nothing comes back as if it had been typed.
package enum KittyGraphics {
    /// Base64 in one escape sequence: the most that the protocol allows.
    private static let chunkBytes = 4096

    /// Shows a picture, a pixel as a pixel, with its upper left corner at the cursor, which stays where it is.
    ///
    /// - Parameter id: another picture of this number disappears. From 1.
    package static func show(_ picture: Picture, id: UInt32) -> String {
        let pixels = picture.colours
        // What fits into one sequence is not worth packing.
        let packed = pixels.count * 4 / 3 > chunkBytes ? Zlib.compress(pixels) : nil
        var keys =
            "a=T,f=24,s=\(picture.width),v=\(picture.height),i=\(id),p=1,C=1,q=2" + (packed == nil ? "" : ",o=z")
        var rest = Data(packed ?? pixels).base64EncodedString()[...]
        var text = ""
        repeat {
            let chunk = rest.utf8.prefix(chunkBytes)
            rest = rest[chunk.endIndex...]
            text += "\u{1B}_G\(keys),m=\(rest.isEmpty ? 0 : 1);\(String(decoding: chunk, as: UTF8.self))\u{1B}\\"
            keys = "q=2"
        } while !rest.isEmpty
        return text
    }

    /// Takes a picture away and frees its memory in the terminal.
    package static func delete(id: UInt32) -> String {
        "\u{1B}_Ga=d,d=I,i=\(id),q=2\u{1B}\\"
    }

    /// Asks whether the terminal speaks the protocol: one that does answers what ``isAnswer(_:)`` knows.
    package static let question = "\u{1B}_Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA\u{1B}\\"

    /// - Parameter command: an application program command without its introducer and terminator.
    package static func isAnswer(_ command: String) -> Bool {
        command.hasPrefix("Gi=31;OK")
    }
}

extension Picture {
    /// Three bytes a pixel.
    var colours: [UInt8] { channels == 3 ? bytes : bytes.flatMap { [$0, $0, $0] } }
}
