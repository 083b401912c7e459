/// What a request for pictures answers with.
struct OpenAIAnswer: Encodable {
    struct Picture: Encodable {
        var b64Json: String?
        var url: String?

        private enum CodingKeys: String, CodingKey {
            case b64Json = "b64_json"
            case url
        }
    }

    /// Nothing here is counted in tokens.
    struct Usage: Encodable {
        let inputTokens = 0
        let inputTokensDetails = Details()
        let outputTokens = 0
        let totalTokens = 0

        struct Details: Encodable {
            let imageTokens = 0
            let textTokens = 0

            private enum CodingKeys: String, CodingKey {
                case imageTokens = "image_tokens"
                case textTokens = "text_tokens"
            }
        }

        private enum CodingKeys: String, CodingKey {
            case inputTokens = "input_tokens"
            case inputTokensDetails = "input_tokens_details"
            case outputTokens = "output_tokens"
            case totalTokens = "total_tokens"
        }
    }

    /// Seconds since 1970.
    let created: Int
    let data: [Picture]
    let background = "opaque"
    let outputFormat = "png"
    /// WIDTHxHEIGHT, as it came out.
    let size: String
    let usage = Usage()

    private enum CodingKeys: String, CodingKey {
        case created, data, background, size, usage
        case outputFormat = "output_format"
    }
}

/// An event of a stream: a picture on the way, or one that is finished.
struct OpenAIEvent: Encodable {
    /// `image_generation.partial_image` and the like.
    let type: String
    let b64Json: String
    let createdAt: Int
    let size: String
    let quality = "auto"
    let background = "opaque"
    let outputFormat = "png"
    /// Which picture on the way this is; nil for a finished one.
    let partialImageIndex: Int?
    /// Which picture of the job.
    let imageIndex: Int
    let usage: OpenAIAnswer.Usage?

    private enum CodingKeys: String, CodingKey {
        case type, size, quality, background, usage
        case b64Json = "b64_json"
        case createdAt = "created_at"
        case outputFormat = "output_format"
        case partialImageIndex = "partial_image_index"
        case imageIndex = "image_index"
    }
}
