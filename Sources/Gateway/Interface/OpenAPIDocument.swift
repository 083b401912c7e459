import HTTPTypes

/// The interface as OpenAPI 3.1 describes it.
struct OpenAPIDocument {
    let interface: Interface

    var json: JSON {
        var paths: [String: JSON] = [:]
        for route in interface.routes {
            var operations: [String: JSON] = [:]
            if case .object(let known) = paths[route.path] { operations = known }
            operations[route.method.rawValue.lowercased()] = operation(route)
            paths[route.path] = .object(operations)
        }
        return [
            "openapi": "3.1.0",
            "info": [
                "title": "Reverie", "version": "1.0.0",
                "description": "Pictures out of noise, made on a small computer.",
                "license": ["name": "Apache-2.0", "identifier": "Apache-2.0"],
            ],
            "tags": .list(interface.groups.map { ["name": .text($0.name), "description": .text($0.note)] }),
            "paths": .object(paths),
        ]
    }

    private func operation(_ route: Route) -> JSON {
        var operation: [String: JSON] = [
            "operationId": .text(route.identifier), "summary": .text(route.summary),
            "tags": [.text(route.group.name)],
            "responses": .object(
                Dictionary(grouping: route.answers) { String($0.status.code) }.mapValues { response($0, route) }),
        ]
        if !route.details.isEmpty { operation["description"] = .text(route.details) }
        if !route.parameters.isEmpty { operation["parameters"] = .list(route.parameters.map(parameter)) }
        if let body = route.body {
            operation["requestBody"] = ["required": true, "content": [body.type: ["schema": body.schema.json]]]
        }
        return .object(operation)
    }

    private func parameter(_ parameter: Parameter) -> JSON {
        [
            "name": .text(parameter.name), "in": .text(parameter.place.rawValue),
            "description": .text(parameter.note), "required": .flag(parameter.place == .path),
            "schema": parameter.schema.json,
        ]
    }

    /// All answers of one status.
    private func response(_ answers: [Answer], _ route: Route) -> JSON {
        var response: [String: JSON] = ["description": .text(answers.map(\.note).joined(separator: " "))]
        var content: [String: JSON] = [:]
        for answer in answers {
            if answer.isError {
                for type in route.errorTypes { content[type] = [:] }
                content[route.group.errors.type] = ["schema": route.group.errors.schema.json]
            } else if let type = answer.type {
                var media: [String: JSON] = [:]
                media["schema"] = answer.schema?.json
                if !answer.events.isEmpty { media["x-events"] = Schema.object(answer.events).json["properties"] }
                content[type] = .object(media)
            }
        }
        if !content.isEmpty { response["content"] = .object(content) }
        return .object(response)
    }
}

extension Route {
    /// A name for programs that are generated: `get_api_images_hash`.
    var identifier: String {
        let words = path.split { !$0.isLetter && !$0.isNumber }
        return ([method.rawValue.lowercased()] + words.map(String.init)).joined(separator: "_")
    }
}
