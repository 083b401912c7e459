import Catalogue
import Crypto
import FoundationEssentials
import HTTPTypes
import Hummingbird
import Mustache

/// The pages and the files they need, read once when the gateway starts.
struct Site: Sendable {
    struct Asset: Sendable {
        let bytes: [UInt8]
        let type: String
        /// A validator in the sense of RFC 9110, section 8.8.3: the SHA-256 of the bytes, quoted.
        let entityTag: String

        var response: Response {
            var response = Response.bytes(bytes, type: type)
            response.headers[.eTag] = entityTag
            return response
        }
    }

    let assets: [String: Asset]
    let indexPage: Asset
    let cataloguePage: Asset
    let howPage: Asset
    let trashPage: Asset
    /// Where there are accounts: the page to sign in at, and one's own.
    let accountPages: [String: Asset]
    private let library: MustacheLibrary
    private let hasAccounts: Bool

    /// Throws `GatewayError` when the files do not lie beside the program.
    static func load(withAccounts accounts: Bool = false) async throws -> Site {
        try await load(folder: folder(), withAccounts: accounts)
    }

    static func load(folder: String, withAccounts accounts: Bool = false) async throws -> Site {
        let missing = GatewayError(
            .assetsMissing, "The page's files are missing or damaged: \(folder) belongs beside the program.")
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder + "/Assets"),
            let library = try? await MustacheLibrary(directory: folder + "/Templates")
        else { throw missing }
        var assets: [String: Asset] = [:]
        for name in names {
            guard let type = type(of: name), let data = FileManager.default.contents(atPath: "\(folder)/Assets/\(name)")
            else { continue }
            assets[name] = asset([UInt8](data), type: type)
        }
        func page(_ name: String) throws -> Asset {
            guard let text = library.render(PageContext(accounts: accounts), withTemplate: name) else { throw missing }
            return asset(Array(text.utf8), type: Self.pageType)
        }
        return Site(
            assets: assets, indexPage: try page("index"), cataloguePage: try page("catalogue"),
            howPage: try page("how-it-works"), trashPage: try page("trash"),
            accountPages: accounts ? ["/sign-in": try page("sign-in"), "/account": try page("account")] : [:],
            library: library, hasAccounts: accounts)
    }

    /// The page that describes the HTTP interface. nil if the template is damaged.
    func reference(_ interface: Interface) -> Response? {
        library.render(ReferencePage(interface, accounts: hasAccounts), withTemplate: "reference").map {
            Response.bytes(Array($0.utf8), type: Self.pageType)
        }
    }

    /// What somebody sees who came by an address that leads to no good. nil if the template is damaged.
    func errorPage(_ problem: Problem) -> Response? {
        let context = ErrorContext(
            accounts: hasAccounts && problem.status != 421, title: ErrorContext.title(problem.status),
            detail: problem.detail, mayPass: problem.status == 429 || problem.status >= 500)
        return library.render(context, withTemplate: "error").map {
            problem.response(.bytes(Array($0.utf8), type: Self.pageType), type: Self.pageType)
        }
    }

    static let pageType = "text/html; charset=utf-8"

    private struct ErrorContext {
        let accounts: Bool
        let title: String
        let detail: String
        let mayPass: Bool

        static func title(_ status: Int) -> String {
            switch status {
            case 404: "This is not here"
            case 429, 503: "Not now"
            default: "That did not work"
            }
        }
    }

    /// What the templates are filled with.
    private struct PageContext {
        let accounts: Bool
        let maximumCaption = Caption.maximumCharacters
        let maximumQuery = ImageQuery.maximumTextLength
    }

    /// Beside the program, however it was started; links to the program are followed.
    private static func folder() -> String {
        let program =
            (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0]
        let beside = program.lastIndex(of: "/").map { program[...$0] } ?? ""
        return beside + "reverie_Gateway.resources"
    }

    private static func asset(_ bytes: [UInt8], type: String) -> Asset {
        return Asset(bytes: bytes, type: type, entityTag: "\"\(SHA256.hexadecimal(bytes))\"")
    }

    private static let typesByEnding = [
        "css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8", "svg": "image/svg+xml",
    ]

    /// The media types of the files.
    static var types: [String] { typesByEnding.values.sorted() }

    private static func type(of name: String) -> String? {
        name.split(separator: ".").last.flatMap { typesByEnding[String($0)] }
    }
}
