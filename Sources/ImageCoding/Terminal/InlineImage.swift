import FoundationEssentials

/// Pictures by iTerm2's protocol (https://iterm2.com/documentation-images.html), which WezTerm and others speak too: a file in
/// an operating system command.
package enum InlineImage {
    /// Shows a picture in `columns` x `rows` cells from the cursor on, as large as it fits there. Where the cursor is
    /// afterwards terminals do not agree on: save it before and restore it.
    ///
    /// - Throws: `ImageError` if there is no memory to pack it.
    package static func show(_ picture: Picture, columns: Int, rows: Int) throws(ImageError) -> String {
        let file = try PNGCodec.encode(picture)
        return "\u{1B}]1337;File=inline=1;size=\(file.count);width=\(columns);height=\(rows);preserveAspectRatio=1:"
            + Data(file).base64EncodedString() + "\u{07}"
    }
}
