import HTTPTypes
import Hummingbird

extension Request {
    /// `scheme://host` by which the client came here, by way of a proxy too (`X-Forwarded-Proto`).
    var origin: String {
        let forwarded = HTTPField.Name("X-Forwarded-Proto").flatMap { headers[$0] }
        let scheme = forwarded == "https" ? "https" : "http"
        return "\(scheme)://\(head.authority ?? "localhost")"
    }
}
