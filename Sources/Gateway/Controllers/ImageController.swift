import Catalogue
import Crypto
import FoundationEssentials
import HTTPTypes
import Hummingbird
import ImageCoding

/// The catalogue: saving, finding, renaming and deleting pictures.
struct ImageController: Sendable {
    /// Characters of a search.
    static let maximumQueryLength = 200

    let catalogue: Catalogue
    let jobs: JobFinder
    let queries: QueryEncoder
    let indexer: CaptionIndexer

    func addRoutes(to router: Router<Gateway.Context>) {
        router.get("/api/images", use: list)
        router.post("/api/images", use: save)
        router.patch("/api/images/{hash}", use: rename)
        router.delete("/api/images/{hash}", use: delete)
    }

    private struct Save: Decodable {
        let job: String
        let image: Int
        let caption: String
        /// One of the job's steps, whose predicted picture is saved; nil: the finished picture.
        let step: UInt32?

        private enum Key: CodingKey {
            case job, image, caption, step
        }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: Key.self)
            job = try container.required(.job)
            image = try container.required(.image)
            caption = try container.required(.caption)
            step = try container.optional(.step)
        }
    }

    private struct Rename: Decodable {
        let caption: String
    }

    private struct Page: Encodable {
        let images: [ImageAnswer]
        let offset: Int
        let total: Int
        /// nil when nothing was looked for.
        let search: SearchAnswer?
    }

    @Sendable private func list(_ request: Request, _ context: Gateway.Context) async throws -> Response {
        let parameters = request.uri.queryParameters
        let text = parameters["q"].map(String.init) ?? ""
        guard text.count <= Self.maximumQueryLength else {
            throw Problem.invalid("q", "Search for at most \(Self.maximumQueryLength) characters.")
        }
        let isSearch = !text.allSatisfy(\.isWhitespace)
        let sort = parameters["sort"].map(String.init) ?? (isSearch ? ImageQuery.Order.relevance : .newest).rawValue
        guard let order = ImageQuery.Order(rawValue: sort) else {
            let orders = ImageQuery.Order.allCases.map(\.rawValue).joined(separator: ", ")
            throw Problem.invalid("sort", "Pictures can be sorted by: \(orders).")
        }
        var query = ImageQuery(
            text: text, order: order, offset: try number(parameters["offset"], "offset", standard: 0),
            limit: try number(parameters["limit"], "limit", standard: 60))
        let answer = isSearch ? await queries.meaning(of: text) : nil
        if case .meaning(let meaning) = answer { query.meaning = meaning }
        let page = try await catalogue.images(matching: query)
        let search = answer.map { SearchAnswer($0, missing: indexer.countOfMissing, corrected: page.corrected) }
        return .json(
            Page(images: page.hits.map(ImageAnswer.init), offset: query.offset, total: page.total, search: search))
    }

    /// The picture and its recipe are what the server sent; of the request, only the caption is kept.
    @Sendable private func save(_ request: Request, _ context: Gateway.Context) async throws -> Response {
        let wish = try await JSONBody.decode(Save.self, from: request)
        let caption = try Caption(wish.caption)
        let job = try await jobs.job(wish.job)
        let (png, recipe) = try job.picture(wish.image, after: wish.step)
        let (image, isNew) = try await catalogue.save(
            png: png, hash: PictureHash(SHA256.hexadecimal(png)), caption: caption,
            recipe: recipe.json(),
            created: Int64(Date().timeIntervalSince1970 * 1000))
        if isNew { indexer.wake() }
        var response = Response.json(ImageAnswer(image), status: isNew ? .created : .ok)
        response.headers[.location] = "/images/\(image.hash).png"
        return response
    }

    @Sendable private func rename(_ request: Request, _ context: Gateway.Context) async throws -> Response {
        let hash = try PictureHash(try context.parameters.require("hash"))
        let caption = try Caption(try await JSONBody.decode(Rename.self, from: request).caption)
        let image = try await catalogue.rename(hash, to: caption)
        indexer.wake()
        return .json(ImageAnswer(image))
    }

    @Sendable private func delete(_ request: Request, _ context: Gateway.Context) async throws -> Response {
        try await catalogue.delete(PictureHash(try context.parameters.require("hash")))
        return Response(status: .noContent)
    }

    private func number(_ text: Substring?, _ field: String, standard: Int) throws -> Int {
        guard let text else { return standard }
        guard let number = Int(text), number >= 0 else {
            throw Problem.invalid(field, "The parameter \"\(field)\" is a whole number from 0 on.")
        }
        return number
    }
}
