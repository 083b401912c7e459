import ImageCoding

/// What is to be seen on a terminal: empty rows with pictures over them, and lines below.
struct Drawing: Equatable, Sendable {
    var emptyRows = 0
    var pictures: [PlacedPicture] = []
    /// Over the empty rows too.
    var labels: [PlacedLabel] = []
    var lines: [String] = []
}

struct PlacedLabel: Equatable, Sendable {
    var row: Int
    var column: Int
    var text: String
}

/// A picture in pixels of the terminal.
struct PlacedPicture: Equatable, Sendable {
    var row: Int
    var column: Int
    /// Cells that it takes, the last of them perhaps in part.
    var rows: Int
    var columns: Int
    var picture: Picture
}
