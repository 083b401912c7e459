import Foundation
import ImageCoding

/// PNG files written by another encoder (Pillow 13), with the pixels that were put in. Made by:
///
///     import base64, io
///     from PIL import Image, PngImagePlugin
///     def b(im, **k):
///         f = io.BytesIO(); im.save(f, "PNG", **k); return base64.b64encode(f.getvalue()).decode()
///     grey = Image.frombytes("L", (3, 2), bytes([0, 50, 100, 150, 200, 255]))
///     rgb = Image.frombytes("RGB", (2, 2), bytes(range(10, 130, 10)))
///     palette = Image.frombytes("P", (2, 2), bytes([0, 1, 2, 1])); palette.putpalette([1, 2, 3, 4, 5, 6, 7, 8, 9])
///     alpha = Image.frombytes("RGBA", (2, 1), bytes([200, 100, 50, 255, 200, 100, 50, 0]))
///     bit = Image.frombytes("L", (3, 2), bytes([0, 255, 0, 255, 0, 255])).convert("1")
///     deep = Image.frombytes("I;16", (2, 1), bytes([0x00, 0x00, 0xFF, 0xFF]))
///     info = PngImagePlugin.PngInfo()
///     info.add_text("Title", "caf\u00e9"); info.add_text("Packed", "x" * 100, zip=True)
///     info.add_itxt("reverie", "{\"prompt\":\"\u30b7\u30e3\u30c4\"}"); info.add_itxt("packed", "\u00fc" * 60, zip=True)
///     for im in (grey, rgb, palette, alpha, bit, deep): print(b(im))
///     print(b(grey, pnginfo=info))
struct Golden: Sendable {
    let file: [UInt8]
    let picture: Picture?

    init(_ base64: String, _ width: Int, _ height: Int, _ channels: Int, _ bytes: [UInt8]) {
        file = Data(base64Encoded: base64).map { Array($0) } ?? []
        picture = Picture(width: width, height: height, channels: channels, bytes: bytes)
    }

    static let grey = Golden(
        "iVBORw0KGgoAAAANSUhEUgAAAAMAAAACCAAAAAC4HznGAAAAEElEQVR4nGNkMDJimHbiPwAGhwLD7bQTrAAAAABJRU5ErkJggg==",
        3, 2, 1, [0, 50, 100, 150, 200, 255])

    static let all = [
        grey,
        Golden(
            "iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAFklEQVR4nGPkEpGTk5NjsbGxkZOTAwAKVgGqAUplOAAAAABJRU5ErkJg"
                + "gg==",
            2, 2, 3, [10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110, 120]),
        Golden(
            "iVBORw0KGgoAAAANSUhEUgAAAAIAAAACAgMAAAAP2OW3AAAACVBMVEUBAgMEBQYHCAklhVbwAAAADElEQVR4nGMQYJgAAADEAKEWXLqW"
                + "AAAAAElFTkSuQmCC",
            2, 2, 3, [1, 2, 3, 4, 5, 6, 7, 8, 9, 4, 5, 6]),
        Golden(
            "iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAYAAAD0In+KAAAAEUlEQVR4nGM8kWL0n4GBgREADzYCYDf14VQAAAAASUVORK5CYII=",
            2, 1, 3, [200, 100, 50, 0, 0, 0]),
        Golden(
            "iVBORw0KGgoAAAANSUhEUgAAAAMAAAACAQAAAAC1D1u3AAAADElEQVR4nGNwYFgAAAFkAOGROt8sAAAAAElFTkSuQmCC",
            3, 2, 1, [0, 255, 0, 255, 0, 255]),
        Golden(
            "iVBORw0KGgoAAAANSUhEUgAAAAIAAAABEAAAAACB2fwVAAAADUlEQVR4nGNgYPj/HwADAgH/5ncLrgAAAABJRU5ErkJggg==",
            2, 1, 1, [0, 255]),
    ]

    static let texts = Golden(
        "iVBORw0KGgoAAAANSUhEUgAAAAMAAAACCAAAAAC4HznGAAAACnRFWHRUaXRsZQBjYWbpAKszegAAABR6VFh0UGFja2VkAAB4nKuooD0AAEAb"
            + "LuEJj9AvAAAAImlUWHRyZXZlcmllAAAAAAB7InByb21wdCI6IuOCt+ODo+ODhCJ9UhDg8wAAABhpVFh0cGFja2VkAAEAAAB4nDu85/CA"
            + "QAA5V1nF8d/DFgAAABBJREFUeJxjZDAyYph24j8ABocCw+20E6wAAAAASUVORK5CYII=",
        3, 2, 1, [0, 50, 100, 150, 200, 255])
}
