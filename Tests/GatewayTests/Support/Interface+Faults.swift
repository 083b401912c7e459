import FoundationEssentials
import HTTPTypes
import Hummingbird
import HummingbirdTesting

@testable import Gateway

extension Interface {
    /// The route that takes a request, nil if there is none.
    func route(_ method: HTTPRequest.Method, at path: String) -> Route? {
        let segments = path.prefix { $0 != "?" }.split(separator: "/")
        return routes.first { route in
            let components = RouterPath(route.path).components
            return route.method == (method == .head ? .get : method) && components.count == segments.count
                && zip(components, segments).allSatisfy { $0 ~= $1 }
        }
    }

    /// Where an answer is not as its route declares it.
    func faults(_ response: TestClient.Response, to method: HTTPRequest.Method, _ path: String) -> [String] {
        guard let route = route(method, at: path) else { return [] }
        let answers = route.answers.filter { $0.status == response.status }
        guard let answer = answers.first else { return ["\(response.status) is not declared"] }
        guard method != .head else { return [] }
        if answer.isError {
            let type = response.headers[.contentType] ?? "none"
            guard route.errorTypes.contains(type) else { return ["an error's type is \(type)"] }
            return type == Site.pageType ? [] : route.group.errors.schema.faults(response)
        }
        guard let type = answer.type else { return response.bytes.isEmpty ? [] : ["a body is not declared"] }
        guard let actual = response.headers[.contentType], let typed = answers.first(where: { $0.type == actual })
        else {
            return ["its type is \(response.headers[.contentType] ?? "none") instead of \(type)"]
        }
        return typed.schema.map { $0.faults(response) } ?? []
    }
}

extension Schema {
    fileprivate func faults(_ response: TestClient.Response) -> [String] {
        guard let json = try? JSONDecoder().decode(JSON.self, from: Data(response.bytes)) else { return ["no JSON"] }
        return faults(json)
    }
}
