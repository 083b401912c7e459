import Catalogue
import HTTPTypes
import Hummingbird

/// What was deleted, for as long as it can be brought back.
struct TrashController: Controller {
    let catalogue: Catalogue
    let indexer: CaptionIndexer
    let clock: WallClock

    var routes: [Route] {
        let changed = Schema.object([.field("images", .list(ImageAnswer.schema))])
        let removed = Schema.object([.field("removed", .whole(0...), "How many went for good.")])
        return [
            Route(
                .get, "/api/trash", "Deleted pictures, the last first.", in: .catalogue,
                parameters: [
                    .query("offset", "Pictures to pass over.", .whole(0...)),
                    .query("limit", "The most.", .whole(0...)),
                ],
                answers: [.json(Page.schema, "A page of them."), .invalid], list),
            Route(
                .post, "/api/trash", "Deletes many pictures; those that are not there are passed over.", in: .catalogue,
                body: .json(HashList.schema), answers: [.json(changed, "What is in the trash now."), .invalid, .full],
                discard),
            Route(
                .post, "/api/trash/restore", "Brings pictures back.", in: .catalogue, body: .json(HashList.schema),
                answers: [.json(changed, "What is back."), .invalid, .noPicture, .full], restore),
            Route(
                .post, "/api/trash/remove", "Removes some pictures of the trash for good.", in: .catalogue,
                body: .json(HashList.schema), answers: [.json(removed, "Done."), .invalid, .full], remove),
            Route(
                .delete, "/api/trash", "Empties the trash.", in: .catalogue, answers: [.json(removed, "Done."), .full],
                empty),
            Route(
                .get, "/trash/{hash}.png", "A deleted picture.", in: .catalogue,
                parameters: [.hash, .query("download", "Changes nothing.")],
                answers: [.file("image/png", "The picture."), .invalid, .noPicture], picture),
        ]
    }

    private struct Page: Encodable {
        let images: [TrashedAnswer]
        let total: Int

        static let schema = Schema.object([
            .field(
                "images",
                .list(
                    .object([
                        .field("image", ImageAnswer.schema),
                        .field("deleted", .whole(0...), "Milliseconds since 1970."),
                        .field("expires", .whole(0...), "When it goes for good."),
                    ]))),
            .field("total", .whole(0...)),
        ])
    }

    private struct TrashedAnswer: Encodable {
        let image: ImageAnswer
        /// When it was deleted, and when it goes for good; milliseconds since 1970.
        let deleted: Int64
        let expires: Int64
    }

    private struct Changed: Encodable {
        let images: [ImageAnswer]
    }

    private struct Removed: Encodable {
        let removed: Int
    }

    @Sendable private func list(_ request: Request, _ context: Gateway.Context) async throws -> Response {
        let parameters = QueryParameters(request)
        let (images, total) = try await catalogue.trash(
            for: context.viewer, offset: try parameters.number("offset") ?? 0,
            limit: try parameters.number("limit") ?? Catalogue.maximumTrashPage)
        return .json(
            Page(
                images: images.map { trashed in
                    TrashedAnswer(
                        image: ImageAnswer(trashed.image, for: context.viewer, folder: "/trash"),
                        deleted: trashed.deleted, expires: trashed.deleted + Catalogue.trashPeriod)
                }, total: total))
    }

    /// Many at once; those that are not there any more are passed over.
    @Sendable private func discard(_ request: Request, _ context: Gateway.Context) async throws -> Response {
        let hashes = try await HashList.read(request)
        let images = try await catalogue.discard(hashes, at: clock.now(), by: context.viewer)
        return .json(Changed(images: images.map { ImageAnswer($0, for: context.viewer, folder: "/trash") }))
    }

    @Sendable private func restore(_ request: Request, _ context: Gateway.Context) async throws -> Response {
        let images = try await catalogue.restore(try await HashList.read(request), by: context.viewer)
        guard !images.isEmpty else {
            throw Problem(.notFound, "None of this is in the trash any more: it was removed for good.")
        }
        indexer.wake()
        return .json(Changed(images: images.map { ImageAnswer($0, for: context.viewer) }))
    }

    @Sendable private func remove(_ request: Request, _ context: Gateway.Context) async throws -> Response {
        let hashes = try await HashList.read(request)
        return .json(Removed(removed: try await catalogue.emptyTrash(only: hashes, by: context.viewer)))
    }

    @Sendable private func empty(_ request: Request, _ context: Gateway.Context) async throws -> Response {
        .json(Removed(removed: try await catalogue.emptyTrash(by: context.viewer)))
    }

    @Sendable private func picture(_ request: Request, _ context: Gateway.Context) async throws -> Response {
        let hash = try PictureHash(try context.parameters.require("hash"))
        return .bytes(try await catalogue.trashedPNG(hash, for: context.viewer), type: "image/png")
    }
}
