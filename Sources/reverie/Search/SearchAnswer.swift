import FoundationEssentials

/// What a gateway answers to a search, as far as it is shown.
struct SearchAnswer: Decodable, Equatable {
    struct Image: Decodable, Equatable {
        let caption: String
        let match: String?
        let url: String
    }

    struct Search: Decodable, Equatable {
        let meaning: Bool
        let reason: String?
        let corrected: String?
    }

    let images: [Image]
    let total: Int
    let search: Search?

    /// Throws `CommandFailure`: the gateway refused, or it is none.
    init(_ answer: GatewayClient.Answer, from address: GatewayAddress) throws(CommandFailure) {
        let data = Data(answer.body)
        guard answer.status == 200 else {
            let detail = (try? JSONDecoder().decode(Problem.self, from: data))?.detail
            throw CommandFailure(
                (400..<500).contains(answer.status) ? .refused : .serverFailed,
                detail ?? "The gateway at \(address) answered with HTTP status \(answer.status).")
        }
        guard let decoded = try? JSONDecoder().decode(Self.self, from: data) else {
            throw CommandFailure(.protocolViolation, "What answers at \(address) is no gateway of Reverie.")
        }
        self = decoded
    }

    private struct Problem: Decodable {
        let detail: String
    }
}
