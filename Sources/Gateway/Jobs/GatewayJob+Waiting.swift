import HTTPTypes
import ServiceLifecycle
import WireProtocol
import WireTransport

extension GatewayJob {
    /// Waits for the job's end, telling of previews on the way.
    ///
    /// - Throws: a `Problem` if the gateway stops meanwhile.
    @discardableResult
    func waitForEnd(_ onPreview: (Preview) async throws -> Void = { _ in }) async throws -> JobNews {
        if let mailbox = watch(after: nil) {
            defer { leave(mailbox) }
            try await withGracefulShutdownHandler {
                while let delivery = await mailbox.next() {
                    guard case .preview(let preview, replaced: _) = delivery else { continue }
                    try await onPreview(preview)
                }
            } onGracefulShutdown: {
                mailbox.finish()
            }
        }
        guard let ending else { throw Problem(.serviceUnavailable, "The gateway is being stopped. Try again later.") }
        return ending
    }

    /// Waits for the job's end, and returns the PNGs of its pictures.
    ///
    /// - Throws: a `Problem` where it ends without them.
    func pictures() async throws -> [[UInt8]] {
        switch try await waitForEnd() {
        case .failed(let failure):
            throw Problem(failure.retryable ? .serviceUnavailable : .badGateway, failure.detail)
        case .cancelled:
            throw Problem(.conflict, "The job was cancelled.")
        default:
            return settings.recipe.pictures.map(Int.init).compactMap(picture)
        }
    }
}
