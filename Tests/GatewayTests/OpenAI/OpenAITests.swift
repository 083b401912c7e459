import FoundationEssentials
import HTTPTypes
import HummingbirdTesting
import ImageCoding
import NIOCore
import Testing
import WireProtocol

@testable import Gateway

struct OpenAITests {
    struct Answer: Decodable {
        let data: [Picture]
        let size: String

        struct Picture: Decodable {
            let data: String?
            let url: String?

            private enum CodingKeys: String, CodingKey {
                case data = "b64_json"
                case url
            }

            func png() throws -> [UInt8] {
                let text = try #require(data)
                return Array(try #require(Data(base64Encoded: text)))
            }
        }
    }

    struct Refusal: Decodable {
        let error: Details

        struct Details: Decodable {
            let message: String
            let type: String
            let param: String?
            let code: String?
        }
    }

    @Test func picturesAreMadeAsAskedFor() async throws {
        try await GatewayHarness.run { gateway in
            let response = try await gateway.send(
                .post, "/v1/images/generations",
                """
                {"prompt":"ankle boot","model":"fashion","n":2,"size":"8x6","seed":7,"steps":3,"sampler":"ddim",
                 "guidance_scale":1.5,"eta":0.5,"negative_prompt":"bag","user":"me","quality":"high"}
                """)
            #expect(response.status == .ok, "\(response.text)")
            let answer = try response.decoded(as: Answer.self)
            #expect(answer.size == "8x6" && answer.data.count == 2)
            for (index, picture) in answer.data.enumerated() {
                let png = try picture.png()
                let made = try #require(
                    Picture(
                        width: 4, height: 3, channels: 1, bytes: FakeInference.pixels(seed: 7, index: index)))
                #expect(try PNGCodec.decode(png) == made.scaled(by: 2))
                #expect(try PNGCodec.text(in: png).map(\.keyword) == ["reverie", "parameters"])
            }
            let recipe = try #require(gateway.inference.submitted.last).recipe
            #expect(recipe.steps == 3 && recipe.sampler == "ddim" && recipe.guidanceScale == 1.5)
            #expect(recipe.options.eta == 0.5 && recipe.negativePrompt == "bag")
        }
    }

    @Test func addressesLeadToThePictures() async throws {
        try await GatewayHarness.run { gateway in
            let answer = try await gateway.send(
                .post, "/v1/images/generations",
                #"{"prompt":"ankle boot","response_format":"url","size":"100x100","metadata":false,"seed":"7"}"#
            ).decoded(as: Answer.self)
            let url = try #require(answer.data.first?.url)
            #expect(url.hasPrefix("http://localhost/api/jobs/") && url.hasSuffix("/images/0.png?size=100x100"))
            let picture = try await gateway.get(String(url.dropFirst("http://localhost".count)))
            #expect(try PNGCodec.decode(picture.bytes).width == 100 && answer.size == "100x75")
            #expect(try PNGCodec.text(in: picture.bytes).isEmpty)
        }
    }

    /// Whose word is taken for the address by which the client came: a proxy's that is trusted, and nobody else's.
    @Test(arguments: [([], "http://localhost"), (["127.0.0.1"], "https://pictures.example")])
    func addressesOfPicturesAreTheClients(proxies: [String], origin: String) async throws {
        let access = Gateway.Access(proxies: TrustedProxies(proxies))
        try await GatewayHarness.run(access: access) { gateway in
            var headers = HTTPFields()
            for (name, value) in ["X-Forwarded-Proto": "https", "X-Forwarded-Host": "pictures.example"] {
                headers[try #require(HTTPField.Name(name))] = value
            }
            let answer = try await gateway.send(
                .post, "/v1/images/generations", #"{"prompt":"ankle boot","response_format":"url"}"#, headers: headers
            ).decoded(as: Answer.self)
            let url = try #require(answer.data.first?.url)
            #expect(url.hasPrefix(origin + "/api/jobs/"), "\(url)")
        }
    }

    @Test func aStreamShowsPicturesOnTheWay() async throws {
        try await GatewayHarness.run { gateway in
            let response = try await gateway.send(
                .post, "/v1/images/generations",
                #"{"prompt":"ankle boot","stream":true,"partial_images":1,"steps":40,"n":2}"#)
            #expect(response.headers[.contentType] == "text/event-stream")
            let names = response.text.matches(of: /(?m)^event: (.*)$/).map { String($0.1) }
            // A preview may be lost to the next, and the last one is no picture on the way.
            #expect(names.suffix(2) == ["image_generation.completed", "image_generation.completed"], "\(names)")
            #expect(names.dropLast(2).allSatisfy { $0 == "image_generation.partial_image" } && names.count <= 4)
            let failing = try await gateway.send(
                .post, "/v1/images/generations", #"{"prompt":"fails","stream":true}"#)
            #expect(failing.text.contains("event: error\ndata: {\"error\":{"))
        }
    }

    @Test(arguments: [
        (#"{}"#, 400, "prompt"), (#"{"prompt":7}"#, 400, "prompt"), (#"{"prompt":"x","n":0}"#, 400, "n"),
        (#"{"prompt":"x","n":"1"}"#, 400, "n"), (#"{"prompt":"x","size":"1x1"}"#, 400, "size"),
        (#"{"prompt":"x","size":"99999999999999999999x8"}"#, 400, "size"),
        (#"{"prompt":"x","size":"ax"}"#, 400, "size"),
        (#"{"prompt":"x","response_format":"gif"}"#, 400, "response_format"),
        (#"{"prompt":"x","output_format":"webp"}"#, 400, "output_format"),
        (#"{"prompt":"x","background":"transparent"}"#, 400, "background"),
        (#"{"prompt":"x","stream":true,"response_format":"url"}"#, 400, "response_format"),
        (#"{"prompt":"x","partial_images":4}"#, 400, "partial_images"),
        (#"{"prompt":"x","model":"dall-e-3"}"#, 404, "model"), (#"{"prompt":"x","seed":-1}"#, 400, "seed"),
        (#"{"prompt":"x","sampler":"magic"}"#, 400, "sampler"),
        (#"{"prompt":"x","guidance_scale":31}"#, 400, "guidance_scale"),
        (#"[]"#, 400, nil), (#"{"prompt":"unheard of"}"#, 400, "prompt"),
    ])
    func mistakesAreToldInItsForm(body: String, status: Int, field: String?) async throws {
        try await GatewayHarness.run { gateway in
            let response = try await gateway.send(.post, "/v1/images/generations", body)
            #expect(response.status.code == status)
            let error = try response.decoded(as: Refusal.self).error
            #expect(error.param == field && error.type == "invalid_request_error", "\(response.text)")
            #expect(error.code == (status == 404 ? "model_not_found" : nil))
        }
    }

    @Test func whatIsNowhereIsToldInItsFormToo() async throws {
        try await GatewayHarness.run(isServerHere: false) { gateway in
            #expect(try await gateway.get("/v1/nothing").decoded(as: Refusal.self).error.message.hasSuffix("."))
            let method = try await gateway.send(.put, "/v1/models", "{}")
            #expect(method.status == .methodNotAllowed && method.headers[.allow] == "GET, HEAD, OPTIONS")
            let away = try await gateway.send(.post, "/v1/images/generations", #"{"prompt":"x"}"#)
            #expect(away.status == .serviceUnavailable && away.headers[.retryAfter] != nil)
            #expect(try away.decoded(as: Refusal.self).error.type == "server_error")
        }
    }

    @Test func aPictureIsEditedWithinItsMask() async throws {
        try await GatewayHarness.run { gateway in
            // Twice the model's size: what it becomes is its pixels again.
            let image = try #require(
                Picture(width: 4, height: 3, channels: 1, bytes: Array(0..<12))
            ).scaled(by: 2)
            let form = Form(["prompt": "ankle boot", "steps": "2", "n": "1"], ["image": try PNGCodec.encode(image)])
            let response = try await gateway.send(form, to: "/v1/images/edits")
            #expect(response.status == .ok, "\(response.text)")
            let start = try #require(gateway.inference.submitted.last?.recipe.options.initialPicture)
            #expect(start.pixels == Array(0..<12) && start.strength == 0.6)
            #expect(gateway.inference.submitted.last?.recipe.options.mask == nil)

            let opaque = Form(
                ["prompt": "ankle boot"], ["image": try PNGCodec.encode(image), "mask": try PNGCodec.encode(image)])
            let refusal = try await gateway.send(opaque, to: "/v1/images/edits")
            #expect(try refusal.decoded(as: Refusal.self).error.param == "mask")
            let damaged = Form(["prompt": "ankle boot"], ["image": [1, 2, 3]])
            let damage = try await gateway.send(damaged, to: "/v1/images/edits")
            #expect(try damage.decoded(as: Refusal.self).error.param == "image")
        }
    }

    @Test func modelsAreListed() async throws {
        try await GatewayHarness.run { gateway in
            #expect(try await gateway.get("/v1/models").text.contains(#""id":"fashion""#))
            #expect(try await gateway.get("/v1/models/fashion").status == .ok)
            let other = try await gateway.get("/v1/models/other")
            #expect(other.status == .notFound)
            #expect(try other.decoded(as: Refusal.self).error.code == "model_not_found")
        }
    }
}

/// A form with files.
private struct Form {
    let body: [UInt8]
    static let boundary = "a-boundary-that-is-nowhere-else"

    init(_ fields: [String: String], _ files: [String: [UInt8]]) {
        func part(_ name: String, _ more: String, _ bytes: [UInt8]) -> [UInt8] {
            let head = "--\(Self.boundary)\r\nContent-Disposition: form-data; name=\"\(name)\"\(more)\r\n\r\n"
            return Array(head.utf8) + bytes + [13, 10]
        }
        body =
            fields.flatMap { part($0.key, "", Array($0.value.utf8)) }
            + files.flatMap { part($0.key, "; filename=\"a.png\"", $0.value) } + Array("--\(Self.boundary)--\r\n".utf8)
    }
}

extension GatewayHarness {
    fileprivate func send(_ form: Form, to path: String) async throws -> TestClient.Response {
        try await execute(
            TestClient.Request(
                path, method: .post, authority: "localhost",
                headers: [.contentType: "multipart/form-data; boundary=\(Form.boundary)"],
                body: ByteBuffer(bytes: form.body)))
    }
}
