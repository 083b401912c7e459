/// On whose behalf the catalogue is asked.
package struct Viewer: Sendable, Equatable {
    /// nil where there are no accounts: then everything is everybody's.
    package let account: Int64?
    package let isAdmin: Bool

    /// Whoever uses a catalogue without accounts.
    package static let everybody = Viewer(account: nil, isAdmin: true)

    package init(account: Int64?, isAdmin: Bool) {
        self.account = account
        self.isAdmin = isAdmin
    }
}
