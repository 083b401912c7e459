import FoundationEssentials

/// Prints what a gateway lists or finds.
struct CatalogueListing {
    let gateway: GatewayClient
    let report: ReportOptions

    func run(_ parameters: KeyValuePairs<String, String>, isSearch: Bool) async throws {
        let answer = try await gateway.get(Self.target(parameters))
        let page = try answer.decoded(as: CataloguePage.self, from: gateway.address)
        if report.json {
            for image in page.images { try report.tell(image.report) }
            return try report.tell(page.report)
        }
        for note in Self.notes(page) { try report.note(note) }
        guard !page.images.isEmpty else { return }
        let table = Self.table(page.images, at: gateway.address, isSearch: isSearch)
        let columns = Terminal.size(of: .standard)?.columns
        try Output.standard.write(table.lines(columns: columns).map { $0 + "\n" }.joined())
    }

    static func target(_ parameters: KeyValuePairs<String, String>) -> String {
        var parts = URLComponents()
        parts.path = "/api/images"
        parts.queryItems = parameters.map { URLQueryItem(name: $0.key, value: $0.value) }
        return parts.string ?? parts.path
    }

    /// What is to be said beside the list.
    static func notes(_ page: CataloguePage) -> [String] {
        (page.search?.corrected.map { ["Looked for \"\($0)\" too."] } ?? [])
            + (page.search?.reason.map { ["By words only: \($0)"] } ?? [])
            + (page.images.isEmpty ? ["Nothing is found."] : [])
    }

    static func table(_ images: [CatalogueImage], at address: GatewayAddress, isSearch: Bool) -> TextTable {
        TextTable(
            header: (isSearch ? ["FOUND BY"] : []) + ["PICTURE", "CAPTION"],
            rows: images.map { image in
                ((isSearch ? [image.match ?? ""] : []) + ["\(address)\(image.url)", image.caption]).map(\.printable)
            })
    }
}
