import ArgumentParser

struct CatalogueCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "catalogue",
        abstract: "Lists, finds, saves, renames, fetches and deletes the pictures of a gateway.",
        subcommands: [
            CatalogueListCommand.self, CatalogueSearchCommand.self, CatalogueSaveCommand.self,
            CatalogueRenameCommand.self, CatalogueGetCommand.self, CatalogueDeleteCommand.self,
        ])
}

/// Where a picture is, and requests about it.
struct CataloguePicture {
    let hash: String

    /// - Parameter text: its hash or the beginning of it, or its address.
    init?(_ text: String) {
        let name = text.split(separator: "/").last.map(String.init) ?? text
        let digits = name.hasSuffix(".png") ? String(name.dropLast(4)) : name
        guard (1...64).contains(digits.count), digits.allSatisfy({ $0.isHexDigit && $0.isASCII }) else { return nil }
        hash = digits.lowercased()
    }

    var target: String { "/api/images/\(hash)" }
    var file: String { "/images/\(hash).png" }
}

extension CataloguePicture: ExpressibleByArgument {
    init?(argument: String) { self.init(argument) }
}
