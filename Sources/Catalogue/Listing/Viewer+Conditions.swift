import GRDB

extension Viewer {
    /// What a viewer sees of `images`: what is shared, and what is the viewer's own.
    var seesImage: SQL {
        account.map { "(images.shared OR images.owner = \($0))" } ?? "TRUE"
    }

    /// What a viewer sees of `trash`: what the viewer threw away, and an admin what was shared.
    var seesTrash: SQL {
        account.map { isAdmin ? "(trash.owner = \($0) OR trash.shared)" : "trash.owner = \($0)" } ?? "TRUE"
    }

    /// An admin changes everything, others what is their own.
    package func mayChange(_ image: ImageRecord) -> Bool {
        isAdmin || (account != nil && image.owner == account)
    }

    /// Throws `notAllowed` unless `image` may be changed by this viewer.
    func checkMayChange(_ image: ImageRecord) throws(CatalogueError) {
        guard mayChange(image) else {
            throw CatalogueError(.notAllowed, "This picture belongs to somebody else: only they or an admin change it.")
        }
    }
}
