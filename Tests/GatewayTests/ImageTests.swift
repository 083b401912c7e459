import Crypto
import FoundationEssentials
import HTTPTypes
import HummingbirdTesting
import ImageCoding
import Testing

@testable import Catalogue
@testable import Gateway

struct ImageTests {
    @Test func savedPictureIsListedAndServedAsTheServerSentIt() async throws {
        try await GatewayHarness.run { gateway in
            let saved = try await gateway.save("A boot", seed: 9)
            #expect(saved.caption == "A boot")
            #expect(saved.recipe == .init(prompt: "ankle boot", seed: "9", image: 0, steps: 2))
            let png = try await gateway.get(saved.url)
            #expect(png.status == .ok)
            #expect(png.headers[.contentType] == "image/png")
            #expect(png.headers[.contentDisposition] == nil)
            #expect(SHA256.hexadecimal(png.bytes) == saved.hash)
            #expect(try PNGCodec.decode(png.bytes).bytes == FakeInference.pixels(seed: 9, index: 0))
            let page = try await gateway.get("/api/images").decoded(as: GatewayHarness.Page.self)
            #expect(page.images == [saved])
            #expect(page.total == 1)
        }
    }

    @Test func savingTheSamePictureTwiceKeepsTheFirst() async throws {
        try await GatewayHarness.run { gateway in
            let first = try await gateway.save("First", seed: 9)
            let job = try await gateway.submit(#"{"seed":"9"}"#)
            _ = try await gateway.events(job.id)
            let again = try await gateway.send(
                .post, "/api/images", #"{"job":"\#(job.id)","image":0,"caption":"Second"}"#)
            #expect(again.status == .ok)
            #expect(try again.decoded() == first)
        }
    }

    @Test func nothingOfTheRequestButTheCaptionIsKept() async throws {
        try await GatewayHarness.run { gateway in
            let job = try await gateway.submit(#"{"seed":"9"}"#)
            _ = try await gateway.events(job.id)
            let body = """
                {"job":"\(job.id)","image":0,"caption":"x","hash":"\(String(repeating: "0", count: 64))",
                 "recipe":{"prompt":"something else","seed":1},"created":0}
                """
            let saved = try await gateway.send(.post, "/api/images", body).decoded(as: GatewayHarness.Saved.self)
            #expect(saved.recipe.seed == "9")
            #expect(saved.recipe.prompt == "ankle boot")
            #expect(saved.hash != String(repeating: "0", count: 64))
        }
    }

    @Test(arguments: [
        "<script>alert('boot')</script>", "\"><img src=x onerror=alert(1)>", "靴 👢 'quoted' \\ back", "{{caption}}",
        "../../etc/passwd",
    ])
    func captionsAreKeptAsTheyAreAndOnlyAsText(caption: String) async throws {
        try await GatewayHarness.run { gateway in
            let saved = try await gateway.save(caption)
            #expect(saved.caption == caption)
            let list = try await gateway.get("/api/images")
            #expect(list.headers[.contentType] == "application/json")
            #expect(list.headers[.xContentTypeOptions] == "nosniff")
            #expect(try list.decoded(as: GatewayHarness.Page.self).images.map(\.caption) == [caption])
            let text = try await gateway.get("/catalogue").text
            #expect(!text.contains(caption))
            let header = try #require(try await gateway.get(saved.download).headers[.contentDisposition])
            #expect(
                header.hasPrefix("attachment; filename=\"reverie-\(saved.hash.prefix(12)).png\"; filename*=UTF-8''"))
            #expect(header.utf8.allSatisfy { (0x20..<0x7F).contains($0) })
            #expect(!header.contains("..") && !header.contains("/") && !header.contains("<"))
        }
    }

    @Test(arguments: [
        "", "   ", "two\\nlines", "\\u0000", "\\u001b[31m", String(repeating: "a", count: 201),
        String(repeating: "👩‍👩‍👧‍👦", count: 201),
    ])
    func captionsThatDoNotDoAreRefused(escaped: String) async throws {
        try await GatewayHarness.run { gateway in
            let saved = try await gateway.save("Good")
            let job = try await gateway.submit()
            _ = try await gateway.events(job.id)
            let save = #"{"job":"\#(job.id)","image":0,"caption":"\#(escaped)"}"#
            #expect(try await gateway.send(.post, "/api/images", save).problem(.badRequest).field == "caption")
            let rename = #"{"caption":"\#(escaped)"}"#
            let problem = try await gateway.send(.patch, "/api/images/\(saved.hash)", rename).problem(.badRequest)
            #expect(problem.field == "caption")
            #expect(try await gateway.get("/api/images").decoded(as: GatewayHarness.Page.self).images == [saved])
        }
    }

    @Test func renamedThenDeleted() async throws {
        try await GatewayHarness.run { gateway in
            let saved = try await gateway.save("Before")
            let renamed = try await gateway.send(.patch, "/api/images/\(saved.hash)", #"{"caption":" After "}"#)
            #expect(try renamed.decoded(as: GatewayHarness.Saved.self).caption == "After")
            #expect(try await gateway.delete("/api/images/\(saved.hash)").status == .noContent)
            _ = try await gateway.get(saved.url).problem(.notFound)
            _ = try await gateway.delete("/api/images/\(saved.hash)").problem(.notFound)
            _ = try await gateway.send(.patch, "/api/images/\(saved.hash)", #"{"caption":"x"}"#).problem(.notFound)
            #expect(try await gateway.get("/api/images").decoded(as: GatewayHarness.Page.self).total == 0)
        }
    }

    @Test func foundSortedAndPaged() async throws {
        try await GatewayHarness.run { gateway in
            for (seed, caption) in [(1, "Winter boots"), (2, "autumn"), (3, "Summer & sun")] {
                _ = try await gateway.save(caption, seed: seed)
            }
            func captions(_ query: String) async throws -> [String] {
                try await gateway.get("/api/images?\(query)").decoded(as: GatewayHarness.Page.self).images.map(
                    \.caption)
            }
            #expect(try await captions("sort=caption") == ["autumn", "Summer & sun", "Winter boots"])
            #expect(try await captions("sort=newest") == ["Summer & sun", "autumn", "Winter boots"])
            #expect(try await captions("sort=oldest&offset=1&limit=1") == ["autumn"])
            #expect(try await captions("q=wint") == ["Winter boots"])
            #expect(try await captions("q=Summer%20%26%20sun") == ["Summer & sun"])
            #expect(try await captions("q=ankle&sort=oldest").count == 3)
            #expect(try await captions("q=%22%27%3B%20DROP%20TABLE%20images") == [])
            #expect(try await captions("q") == captions(""))
        }
    }

    @Test func theSecondOfTwoRenamesIsTold() async throws {
        try await GatewayHarness.run { gateway in
            let saved = try await gateway.save("Before")
            let path = "/api/images/\(saved.hash)"
            let tag = try #require(try await gateway.get(path).headers[.eTag])
            let version = "\"\(saved.version)\""
            #expect(tag.hasSuffix("-\(saved.version)\""))
            let anna = try await gateway.send(.patch, path, #"{"caption":"Anna's"}"#, headers: [.ifMatch: tag])
            #expect(anna.status == .ok)
            #expect(anna.headers[.eTag] != tag)
            let ben = try await gateway.send(.patch, path, #"{"caption":"Ben's"}"#, headers: [.ifMatch: tag])
            #expect(try ben.problem(.preconditionFailed).detail.contains("“Anna's”"))
            #expect(try await gateway.get(path).decoded(as: GatewayHarness.Saved.self).caption == "Anna's")
            let plain = try await gateway.send(.patch, path, #"{"caption":"Ben's"}"#, headers: [.ifMatch: version])
            _ = try plain.problem(.preconditionFailed)
            for (tag, status) in [("abc", 400), ("1-", 400), ("\"1-2-3\"", 400), ("W/\(tag)", 412)] {
                let answer = try await gateway.send(.patch, path, #"{"caption":"x"}"#, headers: [.ifMatch: tag])
                #expect(answer.status.code == status, "\(tag)")
            }
            let again = try await gateway.send(.patch, path, #"{"caption":"Ben's"}"#, headers: [.ifMatch: "*"])
            #expect(try again.decoded(as: GatewayHarness.Saved.self).caption == "Ben's")
        }
    }

    @Test func whatIsDeletedAndSavedAgainIsAnotherEntry() async throws {
        try await GatewayHarness.run { gateway in
            let first = try await gateway.save("First")
            let path = "/api/images/\(first.hash)"
            let tag = try #require(try await gateway.get(path).headers[.eTag])
            #expect(try await gateway.get(path, headers: [.ifNoneMatch: tag]).status == .notModified)
            #expect(try await gateway.delete(path).status == .noContent)
            let second = try await gateway.save("Second")
            #expect(second.hash == first.hash && second.version == first.version)
            let now = try await gateway.get(path, headers: [.ifNoneMatch: tag])
            #expect(try now.decoded(as: GatewayHarness.Saved.self).caption == "Second")
            let stale = try await gateway.send(.patch, path, #"{"caption":"x"}"#, headers: [.ifMatch: tag])
            _ = try stale.problem(.preconditionFailed)
            let fresh = try #require(now.headers[.eTag])
            let packed = fresh.dropLast() + "-gzip\""
            let renamed = try await gateway.send(
                .patch, path, #"{"caption":"Third"}"#, headers: [.ifMatch: String(packed)])
            #expect(renamed.status == .ok)
            let hidden = try await gateway.send(.patch, path, #"{"shared":false}"#).problem(.forbidden)
            #expect(hidden.detail.hasPrefix("This picture is nobody's"))
        }
    }

    @Test func pagesReadOnFromTheLastPicture() async throws {
        try await GatewayHarness.run { gateway in
            for seed in 1...5 { _ = try await gateway.save("Boot \(seed)", seed: seed) }
            for order in ["sort=newest", "sort=oldest", "sort=caption", "sort=shuffle&seed=4", "q=boot"] {
                var seen: [String] = []
                var after = ""
                repeat {
                    let page = try await gateway.get("/api/images?\(order)&limit=2\(after)")
                        .decoded(as: GatewayHarness.Page.self)
                    seen += page.images.map(\.hash)
                    after = page.next.map { "&after=\($0)" } ?? ""
                } while !after.isEmpty && seen.count < 10
                #expect(Set(seen).count == 5 && seen.count == 5, "\(order)")
            }
            let overview = try await gateway.get("/api/catalogue").text
            #expect(overview.contains(#""models":[{"count":5,"name":"fashion"}]"#))
            #expect(try await gateway.get("/api/images?model=fashion").decoded(as: GatewayHarness.Page.self).total == 5)
            #expect(try await gateway.get("/api/images?until=1").decoded(as: GatewayHarness.Page.self).total == 0)
        }
    }

    @Test(arguments: [
        ("after=", "after"), ("after=r.3", "after"), ("sort=caption&after=c.1.2", "after"), ("seed=-1", "seed"),
        ("seed=4294967296", "seed"), ("since=yesterday", "since"), ("owner=nobody", "owner"),
        ("q=\(String(repeating: "a", count: 201))", "q"), ("sort=id;DROP", "sort"), ("sort=", "sort"),
        ("offset=-1", "offset"), ("offset=x", "offset"), ("limit=99999999999999999999", "limit"), ("limit=", "limit"),
    ])
    func searchesThatDoNotDoAreRefused(query: String, field: String) async throws {
        try await GatewayHarness.run(isServerHere: false) { gateway in
            let problem = try await gateway.get("/api/images?\(query)").problem(.badRequest)
            #expect(problem.field == field)
        }
    }

    private static let noHashes = [
        "..", "%2e%2e%2f%2e%2e%2fetc%2fpasswd", "..%2fcatalogue.sqlite", "catalogue", "%00", "A", "%F0%9F%91%A2",
        String(repeating: "A", count: 64), String(repeating: "a", count: 63), String(repeating: "a", count: 65),
        String(repeating: "a", count: 60) + "%2e%2e%2f",
    ]

    @Test func hashesThatAreNoneReachNoFile() async throws {
        try await GatewayHarness.run(isServerHere: false) { gateway in
            for hash in Self.noHashes {
                let rename = try await gateway.send(.patch, "/api/images/\(hash)", #"{"caption":"x"}"#)
                let delete = try await gateway.delete("/api/images/\(hash)")
                for answer in [try await gateway.get("/images/\(hash).png"), rename, delete] {
                    let problem = try answer.problem(.badRequest)
                    #expect(problem.field == "hash", "\(hash)")
                }
            }
        }
    }

    @Test func hashThatIsUnknownIsAPlainProblem() async throws {
        try await GatewayHarness.run(isServerHere: false) { gateway in
            let hash = String(repeating: "a", count: 64)
            let problem = try await gateway.get("/images/\(hash).png").problem(.notFound)
            #expect(problem.field == nil)
        }
    }

    @Test(arguments: [
        #"{"job":"JOB","image":1,"caption":"x"}"#, #"{"job":"JOB","image":-1,"caption":"x"}"#,
        #"{"job":"00000000000000000000000000000000","image":0,"caption":"x"}"#,
        #"{"job":"..","image":0,"caption":"x"}"#,
    ])
    func picturesThatWereNotMadeCannotBeSaved(body: String) async throws {
        try await GatewayHarness.run { gateway in
            let job = try await gateway.submit()
            _ = try await gateway.events(job.id)
            _ = try await gateway.send(.post, "/api/images", body.replacing("JOB", with: job.id)).problem(.notFound)
        }
    }

    @Test(arguments: [
        (#"{"image":0,"caption":"x"}"#, "job"), (#"{"job":7,"image":0,"caption":"x"}"#, "job"),
        (#"{"job":"x","image":0.5,"caption":"x"}"#, "image"), (#"{"job":"x","image":0}"#, "caption"),
        (#"{"job":"x","image":0,"caption":null}"#, "caption"),
    ])
    func savesThatLackSomethingNameIt(body: String, field: String) async throws {
        try await GatewayHarness.run(isServerHere: false) { gateway in
            let problem = try await gateway.send(.post, "/api/images", body).problem(.badRequest)
            #expect(problem.field == field)
        }
    }
}
