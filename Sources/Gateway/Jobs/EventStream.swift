import Hummingbird
import NIOCore
import ServiceLifecycle
import WireTransport

/// A job's events on their way to one browser. Ends after the job's last event, when the browser goes, and when the
/// gateway stops.
struct EventStream: Sendable {
    let job: GatewayJob
    let mailbox: GatewayJob.Mailbox
    let content: FrameContent
    let requestBody: RequestBody
    let metrics: GatewayMetrics

    var body: ResponseBody {
        ResponseBody { writer in
            defer { job.leave(mailbox) }
            try await requestBody.consumeWithInboundCloseHandler { _ in
                try await withGracefulShutdownHandler {
                    while let delivery = await mailbox.next() {
                        try await writer.write(ByteBuffer(string: try text(delivery)))
                    }
                } onGracefulShutdown: {
                    mailbox.finish()
                }
            } onInboundClosed: {
                mailbox.finish()
            }
            try await writer.finish(nil)
        }
    }

    private func text(_ delivery: GatewayJob.Mailbox.Delivery) throws -> String {
        switch delivery {
        case .event(let event):
            return event.text
        case .preview(let preview, let replaced):
            metrics.previewSent(replacing: replaced)
            return ServerSentEvent(name: "preview", try JobNews.Preview(preview, content, replaced: replaced)).text
        }
    }
}
