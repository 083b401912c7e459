import FoundationEssentials
import HTTPTypes
import HummingbirdTesting
import ImageCoding
import TestSupport
import Testing
import WireProtocol

@testable import Gateway

struct WebUITests {
    struct Answer: Decodable {
        let images: [String]
        let info: String

        struct Info: Decodable {
            let seeds: [Int]
            let sampler: String

            private enum CodingKeys: String, CodingKey {
                case seeds = "all_seeds"
                case sampler = "sampler_name"
            }
        }

        func pngs() throws -> [[UInt8]] { try images.map { Array(try #require(Data(base64Encoded: $0))) } }
        func details() throws -> Info { try JSONDecoder().decode(Info.self, from: Data(info.utf8)) }
    }

    @Test func eachPictureHasASeedOfItsOwn() async throws {
        try await GatewayHarness.run { gateway in
            let response = try await gateway.send(
                .post, "/sdapi/v1/txt2img",
                """
                {"prompt":"ankle boot","seed":7,"batch_size":2,"steps":2,"cfg_scale":1.5,"width":8,"height":8,
                 "sampler_name":"DPM++ 2M Karras","scheduler":"automatic","eta":1.0,"styles":[],"enable_hr":false,
                 "subseed":9,"subseed_strength":0.5,"alwayson_scripts":{},"override_settings":{}}
                """)
            #expect(response.status == .ok, "\(response.text)")
            let answer = try response.decoded(as: Answer.self)
            let info = try answer.details()
            #expect(info.seeds == [7, 8] && info.sampler == "DPM++ 2M")
            for (png, seed) in zip(try answer.pngs(), [7, 8] as [UInt64]) {
                let made = try #require(
                    Picture(width: 4, height: 3, channels: 1, bytes: FakeInference.pixels(seed: seed, index: 0)))
                #expect(try PNGCodec.decode(png) == made.scaled(by: 2))
            }
            let recipes = gateway.inference.submitted.map(\.recipe)
            #expect(recipes.count == 2 && recipes.allSatisfy { $0.count == 1 && $0.sampler == "dpmpp-2m" })
            #expect(recipes.allSatisfy { $0.options.spacing == "karras" && $0.options.eta == nil })
            #expect(recipes.allSatisfy { $0.options.variation == .init(seed: 9, strength: 0.5) })
        }
    }

    @Test func aPictureIsBegunWith() async throws {
        try await GatewayHarness.run { gateway in
            let picture = try #require(Picture(width: 4, height: 3, channels: 1, bytes: Array(0..<12)))
            let image = "data:image/png;base64," + Data(try PNGCodec.encode(picture)).base64EncodedString()
            let response = try await gateway.send(
                .post, "/sdapi/v1/img2img",
                #"{"prompt":"ankle boot","init_images":["\#(image)"],"mask":"\#(image)","inpainting_mask_invert":1}"#)
            #expect(response.status == .ok, "\(response.text)")
            let options = try #require(gateway.inference.submitted.last?.recipe.options)
            #expect(options.initialPicture == .init(strength: 0.75, pixels: Array(0..<12)))
            #expect(options.mask == (0..<12).map { 255 - $0 })
        }
    }

    @Test func whoInterruptsIsShownWhatWasThere() async throws {
        try await GatewayHarness.run { gateway in
            async let waiting = gateway.send(.post, "/sdapi/v1/txt2img", #"{"prompt":"endless","steps":4}"#)
            try await eventually {
                try await gateway.get("/sdapi/v1/progress").text.contains(#""progress":0.25"#)
            }
            let quiet = try await gateway.get("/sdapi/v1/progress?skip_current_image=true")
            #expect(quiet.text.contains(#""current_image":null"#) && quiet.text.contains(#""sampling_steps":4"#))
            #expect(try await gateway.send(.post, "/sdapi/v1/interrupt", "").status == .ok)
            let answer = try await waiting.decoded(as: Answer.self)
            #expect(try answer.pngs().count == 1)
            #expect(try await gateway.get("/sdapi/v1/progress").text.contains(#""progress":0,"#))
        }
    }

    @Test func optionsAreKept() async throws {
        try await GatewayHarness.run { gateway in
            #expect(try await gateway.get("/sdapi/v1/options").text.contains(#""sd_model_checkpoint":"fashion ["#))
            let chosen = try await gateway.send(
                .post, "/sdapi/v1/options", #"{"sd_model_checkpoint":"fashion","enable_pnginfo":false,"other":1}"#)
            #expect(chosen.status == .ok)
            let answer = try await gateway.send(.post, "/sdapi/v1/txt2img", #"{"prompt":"ankle boot"}"#)
                .decoded(as: Answer.self)
            let bare = try #require(answer.pngs().first)
            #expect(try PNGCodec.text(in: bare).isEmpty)
            let over = try await gateway.send(
                .post, "/sdapi/v1/txt2img",
                #"{"prompt":"ankle boot","override_settings":{"enable_pnginfo":true}}"#
            ).decoded(as: Answer.self)
            let image = try #require(over.images.first)
            let info = try await gateway.send(.post, "/sdapi/v1/png-info", #"{"image":"\#(image)"}"#)
            #expect(info.text.contains(#"{"info":"ankle boot\nSteps: 2, Sampler: DPM++ 2M"#))
        }
    }

    @Test(arguments: [
        ("txt2img", #"{"steps":0}"#), ("txt2img", #"{"sampler_name":"magic"}"#), ("txt2img", #"{"scheduler":"x"}"#),
        ("txt2img", #"{"batch_size":3,"n_iter":3}"#), ("txt2img", #"{"width":1}"#), ("txt2img", "[]"),
        ("txt2img", #"{"override_settings":{"sd_model_checkpoint":"other"}}"#), ("img2img", "{}"),
        ("img2img", #"{"init_images":["?"]}"#), ("img2img", #"{"init_images":["AAAA"]}"#),
        ("options", #"{"sd_model_checkpoint":"other"}"#), ("png-info", "{}"), ("png-info", #"{"image":"AAAA"}"#),
    ])
    func mistakesAreToldInItsForm(address: String, body: String) async throws {
        try await GatewayHarness.run { gateway in
            let response = try await gateway.send(.post, "/sdapi/v1/\(address)", body)
            #expect(response.status == .badRequest)
            #expect(response.text.contains(#""detail":"#) && response.text.contains(#""errors":"#), "\(response.text)")
        }
    }

    @Test(arguments: ["samplers", "schedulers", "sd-models"])
    func whatThereIsIsListed(address: String) async throws {
        try await GatewayHarness.run { gateway in
            let response = try await gateway.get("/sdapi/v1/\(address)")
            #expect(response.status == .ok && response.text.hasPrefix("[{"))
        }
    }
}
