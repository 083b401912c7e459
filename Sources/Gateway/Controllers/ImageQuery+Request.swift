import Catalogue
import Hummingbird

extension ImageQuery {
    /// Characters of a search.
    static let maximumTextLength = 200

    /// From the parameters of a list's address. Throws a `Problem` (400) that names the one that does not do.
    init(_ request: Request, viewer: Viewer) throws {
        let parameters = QueryParameters(request)
        let text = parameters["q"] ?? ""
        guard text.count <= Self.maximumTextLength else {
            throw Problem.invalid("q", "Search for at most \(Self.maximumTextLength) characters.")
        }
        let isSearch = !text.allSatisfy(\.isWhitespace)
        let order: Order =
            try parameters.choice("sort", what: "Pictures can be sorted by") ?? (isSearch ? .relevance : .newest)
        let filter = ImageFilter(
            model: parameters["model"], since: try parameters.number("since"), until: try parameters.number("until"),
            ownership: try parameters.choice("owner", what: "Pictures can be chosen by their owner"), viewer: viewer)
        var after: ImageCursor?
        if let text = parameters["after"] {
            after = ImageCursor(text)
            guard let after, after.belongs(to: order, isSearch: isSearch) else {
                throw Problem.invalid("after", "Take what \"next\" was in the answer before, in the same order.")
            }
        }
        self.init(
            text: text, filter: filter, order: order, seed: try parameters.number("seed", below: 1 << 32) ?? 0,
            after: after, offset: try parameters.number("offset") ?? 0, limit: try parameters.number("limit") ?? 60)
    }
}

extension ImageCursor {
    fileprivate func belongs(to order: ImageQuery.Order, isSearch: Bool) -> Bool {
        switch (self, order) {
        case (.rank, .relevance): isSearch
        case (.created, .relevance): !isSearch
        case (.created, .newest), (.created, .oldest), (.caption, .caption), (.shuffle, .shuffle): true
        default: false
        }
    }
}

/// The part of an address behind "?".
struct QueryParameters {
    private let values: [String: String]

    init(_ request: Request) {
        values = Dictionary(
            request.uri.queryParameters.map { (String($0.key), String($0.value)) },
            uniquingKeysWith: { first, _ in first })
    }

    subscript(name: String) -> String? { values[name] }

    /// A whole number from 0 on; nil if there is none.
    func number<Number: FixedWidthInteger>(_ name: String, below limit: Int64 = .max) throws -> Number? {
        guard let text = values[name] else { return nil }
        guard let number = Int64(text), number >= 0, number < limit, let result = Number(exactly: number) else {
            throw Problem.invalid(name, "The parameter \"\(name)\" is a whole number from 0 on.")
        }
        return result
    }

    func choice<Choice: RawRepresentable<String> & CaseIterable>(_ name: String, what: String) throws -> Choice? {
        guard let text = values[name] else { return nil }
        guard let choice = Choice(rawValue: text) else {
            let choices = Choice.allCases.map(\.rawValue).joined(separator: ", ")
            throw Problem.invalid(name, "\(what): \(choices).")
        }
        return choice
    }
}

extension ImageQuery {
    /// What an address that lists pictures takes.
    static let parameters: [Parameter] = [
        .query("q", "What to look for, by words and by meaning.", .text(0...maximumTextLength)),
        .query(
            "sort", "The order; `relevance` for a search and `newest` otherwise.",
            .choice(Order.allCases.map(\.rawValue))),
        .query("model", "Only pictures of this model."),
        .query("since", "Only those saved from then on, in milliseconds since 1970.", .whole(0...)),
        .query("until", "Only those saved before.", .whole(0...)),
        .query("owner", "Where there are accounts.", .choice(ImageFilter.Ownership.allCases.map(\.rawValue))),
        .query("after", "The `next` of the page before."),
        .query("seed", "Of the order `shuffle`.", .whole(0...4_294_967_295)),
        .query("offset", "Pictures to pass over.", .whole(0...).standing(for: 0)),
        .query("limit", "The most to list; at most 200 are.", .whole(0...).standing(for: 60)),
    ]
}
