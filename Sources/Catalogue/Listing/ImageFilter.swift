import GRDB

/// Which pictures come into question, whatever they are called.
package struct ImageFilter: Sendable, Equatable {
    package enum Ownership: String, CaseIterable, Sendable {
        /// The viewer's own pictures, shared or not.
        case mine
        case shared
    }

    /// The name of the model that made the picture.
    package var model: String?
    /// Saved at this time or later, in milliseconds since 1970.
    package var since: Int64?
    /// Saved before this time.
    package var until: Int64?
    package var ownership: Ownership?
    package var viewer: Viewer

    package init(
        model: String? = nil, since: Int64? = nil, until: Int64? = nil, ownership: Ownership? = nil,
        viewer: Viewer = .everybody
    ) {
        self.model = model
        self.since = since
        self.until = until
        self.ownership = ownership
        self.viewer = viewer
    }

    /// Whether every picture passes.
    var passesAll: Bool { self == ImageFilter() }

    /// For a WHERE clause over `images`.
    var condition: SQL {
        var conditions: [SQL] = [viewer.seesImage]
        if let model { conditions.append("images.model = \(model)") }
        if let since { conditions.append("images.created >= \(since)") }
        if let until { conditions.append("images.created < \(until)") }
        switch ownership {
        case .mine: conditions.append("images.owner IS \(viewer.account)")
        case .shared: conditions.append("images.shared")
        case nil: break
        }
        return conditions.joined(separator: " AND ")
    }
}
