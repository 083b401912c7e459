import WireProtocol
import WireTransport

extension GatewayJob {
    /// Fetches the previews that were lost on the way from the filmstrip that the server keeps for a while. What it does not
    /// give stays missing: the pictures matter more, and are not held up by a server that goes away.
    func fillGaps(over link: ServerLink) async {
        guard lacksPreviews else { return }
        do {
            let request = AttachRequest(job: id, viewing: JobSettings.viewing)
            let watched = try await link.current().client.attach(request, keepsPreviews: true)
            var whole = FilmstripFrames(maximumBytes: Self.filmstripBytes)
            for try await case .preview(let preview) in watched.events {
                try PNG.check(preview)
                whole.append(preview)
            }
            if whole.frames.count > frames.count { adopt(whole) }
        } catch {}
    }
}
