import HTTPTypes
import Testing

@testable import Gateway

struct MultipartFormTests {
    private static let type = "multipart/form-data; boundary=\"xx\""

    private static func form(_ text: String, type: String = type) throws -> MultipartForm {
        try MultipartForm(Array(text.replacing("\n", with: "\r\n").utf8), contentType: type)
    }

    @Test func partsAreReadByName() throws {
        let form = try Self.form(
            """
            preamble
            --xx
            Content-Disposition: form-data; name="prompt"

            a boot
            with --xy inside
            --xx
            content-disposition: form-data; filename="a.png"; name=image
            Content-Type: image/png

            PNG
            --xx
            Content-Disposition: form-data; name="empty"


            --xx--
            epilogue
            """)
        #expect(form.parts.map(\.name) == ["prompt", "image", "empty"])
        #expect(form.values("prompt") == [Array("a boot\r\nwith --xy inside".utf8)])
        #expect(form.values("image") == [Array("PNG".utf8)])
        #expect(form.values("empty") == [[]])
        #expect(try RequestFields(form).text("prompt") == "a boot\r\nwith --xy inside")
    }

    @Test(arguments: [
        "", "--xx", "--xx\n", "--xx\nname", "--xx\nContent-Disposition: form-data\n\nx\n--xx--",
        "--xx\nContent-Disposition: form-data; name=\"a\"\n\nwithout an end", "--yy\n\n--yy--",
    ])
    func aDamagedFormIsRefused(text: String) {
        let error = #expect(throws: Problem.self) { try Self.form(text) }
        #expect(error?.status == 400)
    }

    @Test(arguments: ["application/json", "multipart/form-data", "multipart/form-data; boundary=", ""])
    func anotherTypeIsRefused(type: String) {
        let error = #expect(throws: Problem.self) { try Self.form("--xx--", type: type) }
        #expect(error?.status == 415)
    }

    @Test(arguments: 0..<300)
    func cutAnywhereAndChangedAnywhereItIsReadOrRefused(seed: Int) throws {
        var bytes = Array(
            "--xx\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nvalue\r\n--xx\r\nContent-Disposition: form-data; name=\"b\"\r\n\r\n\r\n--xx--\r\n"
                .utf8)
        bytes.removeLast(Int.random(in: 0..<bytes.count))
        if !bytes.isEmpty { bytes[Int.random(in: 0..<bytes.count)] = .random(in: 0...255) }
        do {
            _ = try MultipartForm(bytes, contentType: Self.type)
        } catch let problem as Problem {
            #expect(problem.status == 400)
        }
    }
}
