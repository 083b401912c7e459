/// Somebody who has an account here.
package struct Account: Equatable, Sendable {
    package let id: Int64
    package let name: String
    /// What is left of the pass phrase, with its salt and costs.
    package let secret: String
    package let isAdmin: Bool

    package var viewer: Viewer { Viewer(account: id, isAdmin: isAdmin) }
}

/// The name of an account: 1 to 40 letters, digits, and . _ - between them. Capitals from A to Z do not tell two
/// accounts apart, other letters do.
package struct AccountName: Sendable, Equatable, CustomStringConvertible {
    package let description: String

    /// Throws `invalidAccount` with a sentence that says what is wrong.
    package init(_ text: String) throws(CatalogueError) {
        let isAllowed = text.allSatisfy { $0.isLetter || $0.isNumber || "._-".contains($0) }
        guard isAllowed, (1...40).contains(text.count), text.utf8.count <= 160 else {
            throw CatalogueError(
                .invalidAccount, "An account's name is 1 to 40 letters and digits, with . _ - between them.")
        }
        description = text
    }
}
