import Catalogue
import Crypto
import FoundationEssentials
import HTTPTypes
import Hummingbird
import ImageCoding

/// The catalogue: saving, finding, renaming and deleting pictures.
struct ImageController: Controller {
    let catalogue: Catalogue
    let jobs: JobFinder
    let queries: QueryEncoder
    let indexer: CaptionIndexer
    let clock: WallClock

    var routes: [Route] {
        [
            Route(
                .get, "/api/images", "Saved pictures, all or those that are looked for.", in: .catalogue,
                parameters: ImageQuery.parameters,
                answers: [.json(Page.schema, "A page of pictures."), .invalid], list),
            Route(
                .post, "/api/images", "Saves a picture of a job: the finished one, or the one of a step.",
                in: .catalogue, body: .json(Save.schema),
                answers: [
                    .json(ImageAnswer.schema, "It is saved.", status: .created),
                    .json(ImageAnswer.schema, "The same bytes were saved before; they keep their caption."), .invalid,
                    .noJob, .serverFaulty, .serverAway, .full,
                ], save),
            Route(
                .get, "/api/images/{hash}", "What is known of a saved picture.", in: .catalogue, parameters: [.hash],
                answers: [.json(ImageAnswer.schema, "The picture."), .invalid, .noPicture], show),
            Route(
                .patch, "/api/images/{hash}", "Gives a saved picture another caption, or shows it to others.",
                in: .catalogue,
                parameters: [
                    .hash,
                    .header("If-Match", "The picture's `ETag`, or its `version` in quotes: only if it is still that."),
                ],
                body: .json(
                    .object([
                        .optional("caption", .text(1...Caption.maximumCharacters), "What it is called."),
                        .optional("shared", .flag, "Whether all accounts see it."),
                    ])),
                answers: [
                    .json(ImageAnswer.schema, "The picture."), .invalid, .noPicture,
                    .error(.preconditionFailed, "Somebody else has changed the picture since."), .full,
                ], change),
            Route(
                .delete, "/api/images/{hash}", "Puts a saved picture into the trash.", in: .catalogue,
                parameters: [.hash], answers: [.empty("It is in the trash."), .invalid, .noPicture, .full], discard),
            Route(
                .get, "/api/catalogue", "What there is to filter by, and how much there is.", in: .catalogue,
                answers: [.json(OverviewAnswer.schema, "The catalogue as a whole.")], overview),
        ]
    }

    private struct Save: Decodable {
        let job: String
        let image: Int
        let caption: String
        /// One of the job's steps, whose predicted picture is saved; nil: the finished picture.
        let step: UInt32?
        let shared: Bool?

        private enum Key: CodingKey {
            case job, image, caption, step, shared
        }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: Key.self)
            job = try container.required(.job)
            image = try container.required(.image)
            caption = try container.required(.caption)
            step = try container.optional(.step)
            shared = try container.optional(.shared)
        }

        static let schema = Schema.object([
            .field("job", .text, "The job's `id`."),
            .field("image", .whole(0...), "Which of its pictures, from 0."),
            .caption,
            .optional("step", .whole(0...), "Save what was predicted at this step."),
            .optional("shared", .flag, "Whether all accounts see it."),
        ])
    }

    private struct Change: Decodable {
        let caption: String?
        let shared: Bool?

        private enum Key: CodingKey {
            case caption, shared
        }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: Key.self)
            caption = try container.optional(.caption)
            shared = try container.optional(.shared)
            guard caption != nil || shared != nil else {
                throw DecodingError.keyNotFound(Key.caption, .init(codingPath: [], debugDescription: ""))
            }
        }
    }

    private struct Page: Encodable {
        let images: [ImageAnswer]
        let total: Int
        /// What `after` has to be for the next page; nil behind the last picture.
        let next: String?
        /// nil when nothing was looked for.
        let search: SearchAnswer?

        static let schema = Schema.object([
            .field("images", .list(ImageAnswer.schema)),
            .field("total", .whole(0...), "How many there are in all."),
            .optional("next", .text, "What `after` has to be for the next page."),
            .optional("search", SearchAnswer.schema, "How pictures were looked for."),
        ])
    }

    @Sendable private func list(_ request: Request, _ context: Gateway.Context) async throws -> Response {
        var query = try ImageQuery(request, viewer: context.viewer)
        let isSearch = !query.text.allSatisfy(\.isWhitespace)
        let answer = isSearch ? await queries.meaning(of: query.text) : nil
        if case .meaning(let meaning) = answer { query.meaning = meaning }
        let page = try await catalogue.images(matching: query)
        let search = answer.map { SearchAnswer($0, missing: indexer.countOfMissing, corrected: page.corrected) }
        return .json(
            Page(
                images: page.hits.map { ImageAnswer($0, for: context.viewer) }, total: page.total,
                next: page.next?.description, search: search))
    }

    /// What there is to filter by, and how much there is.
    @Sendable private func overview(_ request: Request, _ context: Gateway.Context) async throws -> Response {
        .json(OverviewAnswer(try await catalogue.overview(for: context.viewer)))
    }

    /// The picture and its recipe are what the server sent; of the request, only the caption is kept.
    @Sendable private func save(_ request: Request, _ context: Gateway.Context) async throws -> Response {
        let wish = try await JSONBody.decode(Save.self, from: request)
        let caption = try Caption(wish.caption)
        let job = try await jobs.job(wish.job)
        let (png, recipe) = try job.picture(wish.image, after: wish.step)
        let (image, isNew) = try await catalogue.save(
            png: png, hash: PictureHash(SHA256.hexadecimal(png)), caption: caption,
            recipe: recipe.json(), created: clock.now(), by: context.viewer,
            shared: context.viewer.account == nil || wish.shared == true)
        if isNew { indexer.wake() }
        var response = answer(image, context, status: isNew ? .created : .ok)
        response.headers[.location] = "/images/\(image.hash).png"
        return response
    }

    @Sendable private func show(_ request: Request, _ context: Gateway.Context) async throws -> Response {
        let hash = try PictureHash(try context.parameters.require("hash"))
        return answer(try await catalogue.image(hash, for: context.viewer), context)
    }

    /// With `If-Match`, only if nobody else has changed the picture since: RFC 9110, section 13.1.1.
    @Sendable private func change(_ request: Request, _ context: Gateway.Context) async throws -> Response {
        let hash = try PictureHash(try context.parameters.require("hash"))
        let wish = try await JSONBody.decode(Change.self, from: request)
        let expected = try ImageVersion(expectedBy: request)
        let image = try await catalogue.change(
            hash, caption: wish.caption.map { try Caption($0) }, shared: wish.shared, id: expected.id,
            version: expected.version, by: context.viewer)
        indexer.wake()
        return answer(image, context)
    }

    /// Into the trash.
    @Sendable private func discard(_ request: Request, _ context: Gateway.Context) async throws -> Response {
        let hash = try PictureHash(try context.parameters.require("hash"))
        let discarded = try await catalogue.discard([hash], at: clock.now(), by: context.viewer)
        guard !discarded.isEmpty else {
            throw Problem(.notFound, "This picture is not in the catalogue; it may have been deleted.")
        }
        return Response(status: .noContent)
    }

    private func answer(
        _ image: ImageRecord, _ context: Gateway.Context, status: HTTPResponse.Status = .ok
    ) -> Response {
        var response = Response.json(ImageAnswer(image, for: context.viewer), status: status)
        response.headers[.eTag] = ImageVersion.tag(image, for: context.viewer)
        return response
    }
}
