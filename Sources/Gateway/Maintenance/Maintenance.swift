package import Catalogue
import Crypto
import ImageCoding

/// What is done to a catalogue's folder from the command line.
package enum Maintenance {
    package typealias Report = CatalogueBackup.Report

    /// Reads what Reverie's pictures tell of themselves.
    private static let reader = PictureReader(
        hash: { SHA256.hexadecimal($0) },
        entry: { png in
            guard let texts = try? PNGCodec.text(in: png),
                let text = texts.first(where: { $0.keyword == PictureRecipe.keyword })?.text,
                let recipe = try? PictureRecipe(json: text),
                let caption = try? Caption(recipe.prompt.isEmpty ? "Without a prompt" : recipe.prompt)
            else { return nil }
            return (caption, text)
        })

    /// - Throws: `CatalogueError`.
    package static func check(folder: String, repair: Bool) throws -> [CheckFinding] {
        let check = CatalogueCheck(folder: folder, reader: reader)
        return try repair ? CatalogueRepair(check, now: WallClock.system.now()).run() : check.findings()
    }

    /// - Throws: `CatalogueError`.
    package static func backup(folder: String, to destination: String) throws -> CatalogueBackup.Report {
        try CatalogueBackup(from: folder, to: destination, reader: reader).run()
    }

    /// - Throws: `CatalogueError`.
    package static func restore(
        from backup: String, to folder: String, replacing: Bool
    ) throws -> CatalogueBackup.Report {
        try CatalogueRestore(from: backup, to: folder, reader: reader).run(replacing: replacing)
    }
}
