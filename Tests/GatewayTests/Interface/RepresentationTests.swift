import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Testing

@testable import Gateway

struct RepresentationTests {
    private static let text = Array(String(repeating: "Pictures out of noise. ", count: 100).utf8)

    private static func answer(_ headers: HTTPFields, type: String = "text/plain", isHead: Bool = false) async throws
        -> (status: Int, headers: HTTPFields, bytes: [UInt8])
    {
        let whole = Representation(bytes: text, headers: [.contentType: type, .eTag: "\"tag\""])
        let response = try whole.answer(to: headers, isHead: isHead)
        return (response.status.code, response.headers, try await response.body.bytes())
    }

    @Test(arguments: ["\"tag\"", "W/\"tag\"", "\"other\", \"tag\"", "*", "\"tag-gzip\"", " \"a\" ,W/\"tag\" "])
    func whatTheClientHasIsNotSent(known: String) async throws {
        let answer = try await Self.answer([.ifNoneMatch: known, .range: "bytes=0-1"])
        #expect(answer.status == 304 && answer.bytes.isEmpty)
        #expect(answer.headers[.eTag] == "\"tag\"" && answer.headers[.contentType] == nil)
    }

    @Test(arguments: ["\"other\"", "tag", "\"ta\"", ""])
    func whatTheClientDoesNotHaveIsSent(known: String) async throws {
        let answer = try await Self.answer([.ifNoneMatch: known])
        #expect(answer.status == 200 && answer.bytes == Self.text)
    }

    @Test func aPartIsSentOfWhatIsMeant() async throws {
        let part = try await Self.answer([.range: "bytes=2-4", .acceptEncoding: "gzip"])
        #expect(part.status == 206 && part.bytes == Array(Self.text[2...4]))
        #expect(part.headers[.contentRange] == "bytes 2-4/\(Self.text.count)")
        #expect(part.headers[.contentEncoding] == nil)
        let changed = try await Self.answer([.range: "bytes=2-4", .ifRange: "\"older\""])
        #expect(changed.status == 200 && changed.bytes == Self.text)
        let same = try await Self.answer([.range: "bytes=2-4", .ifRange: "\"tag\""])
        #expect(same.status == 206)
        let head = try await Self.answer([.range: "bytes=2-4"], isHead: true)
        #expect(head.status == 200)
    }

    @Test func aPartThatIsNotThereIsRefused() async throws {
        let error = await #expect(throws: Problem.self) { try await Self.answer([.range: "bytes=9999-"]) }
        #expect(error?.status == 416)
        #expect(error?.headers[.contentRange] == "bytes */\(Self.text.count)")
    }

    @Test(arguments: [
        ("gzip", true), ("deflate, gzip;q=0.5", true), ("*", true), ("GZIP", true), ("gzip;q=0", false),
        ("*, gzip;q=0", false), ("deflate, br", false), ("", false), ("identity", false),
    ])
    func isPackedForThoseWhoTakeIt(header: String, isPacked: Bool) async throws {
        let answer = try await Self.answer([.acceptEncoding: header])
        #expect((answer.headers[.contentEncoding] == "gzip") == isPacked)
        #expect(answer.bytes.starts(with: isPacked ? [0x1F, 0x8B] : Array("Pict".utf8)))
        #expect(answer.headers[.vary] == "Accept-Encoding")
        #expect(answer.headers[.eTag] == (isPacked ? "\"tag-gzip\"" : "\"tag\""))
        #expect(answer.headers[.contentLength] == String(answer.bytes.count))
    }

    @Test func picturesAreNotPackedAgain() async throws {
        let answer = try await Self.answer([.acceptEncoding: "gzip"], type: "image/png")
        #expect(answer.headers[.contentEncoding] == nil && answer.headers[.vary] == nil)
    }

    @Test func savedPicturesAndListsAreServedSo() async throws {
        try await GatewayHarness.run { gateway in
            let saved = try await gateway.save("A boot")
            let picture = try await gateway.get(saved.url)
            #expect(picture.headers[.eTag] == "\"\(saved.hash)\"")
            #expect(picture.headers[.cacheControl] == "private, max-age=31536000, immutable")
            let download = try await gateway.get(saved.download)
            #expect(download.headers[.cacheControl] == "no-store", "Its name may be another one tomorrow.")
            #expect(download.headers[.contentDisposition]?.hasSuffix("filename*=UTF-8''A%20boot.png") == true)
            let part = try await gateway.get(saved.url, headers: [.range: "bytes=1-3"])
            #expect(part.status == .partialContent && part.text == "PNG")
            let beyond = try await gateway.get(saved.url, headers: [.range: "bytes=100000-"])
            _ = try beyond.problem(.rangeNotSatisfiable)
            let list = try await gateway.get("/api/images")
            #expect(list.headers[.cacheControl] == "private, no-cache")
            let tag = try #require(list.headers[.eTag])
            #expect(try await gateway.get("/api/images", headers: [.ifNoneMatch: tag]).status == .notModified)
            _ = try await gateway.send(.patch, "/api/images/\(saved.hash)", #"{"caption":"Another"}"#)
            #expect(try await gateway.get("/api/images", headers: [.ifNoneMatch: tag]).status == .ok)
        }
    }
}
