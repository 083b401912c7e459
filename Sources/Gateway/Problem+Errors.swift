import Catalogue
import Hummingbird
import WireProtocol
import WireTransport

extension Problem {
    /// What a client is told about `error`; nil for errors that nobody foresaw.
    init?(_ error: any Error) {
        switch error {
        case let problem as Problem: self = problem
        case let error as CatalogueError: self.init(catalogue: error)
        case let error as WireError: self.init(wire: error)
        case let error as ConnectionError: self.init(.serviceUnavailable, error.description)
        case let error as any HTTPResponseError: self.init(status: error.status)
        default: return nil
        }
    }

    private init(catalogue error: CatalogueError) {
        switch error.code {
        case .invalidCaption: self.init(.badRequest, error.description, field: "caption")
        case .invalidAccount: self.init(.badRequest, error.description, field: "name")
        case .invalidHash: self.init(.badRequest, error.description, field: "hash")
        case .notFound, .fileMissing: self.init(.notFound, error.description)
        case .notAllowed: self.init(.forbidden, error.description)
        case .changed: self.init(.preconditionFailed, error.description)
        case .full: self.init(HTTPResponse.Status(code: 507, reasonPhrase: "Insufficient Storage"), error.description)
        case .folderInUse, .damaged, .invalidVector, .storage: self.init(.internalServerError, error.description)
        }
    }

    private init(wire error: WireError) {
        switch error.code {
        case .unknownModel: self.init(.badRequest, error.message, field: "model")
        case .unknownSampler: self.init(.badRequest, error.message, field: "sampler")
        case .unknownPrompt: self.init(.badRequest, error.message, field: "prompt")
        case .invalidParameter: self.init(.badRequest, error.message)
        case .notFound: self.init(.notFound, error.message)
        case .busy, .shuttingDown: self.init(.serviceUnavailable, error.message)
        default: self.init(.badGateway, error.message)
        }
    }

    private init(status: HTTPResponse.Status) {
        switch status {
        case .notFound:
            self.init(status, "There is nothing at this address.")
        case .methodNotAllowed:
            self.init(status, "This address does not take requests of this kind.")
        default:
            self.init(status, "The request was not understood (\(status.reasonPhrase)).")
        }
    }
}
