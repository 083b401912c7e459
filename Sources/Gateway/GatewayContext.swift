import Catalogue
import Hummingbird
import NIOCore
import Observability

/// What is known about a request besides itself.
struct GatewayContext: RequestContext, RemoteAddressRequestContext {
    var coreContext: CoreRequestContextStorage
    /// The other end of the connection: a browser's machine, or a proxy in front.
    let remoteAddress: SocketAddress?
    /// On whose behalf the request is made.
    var viewer = Viewer.everybody
    /// nil where there are no accounts, or nobody has signed in.
    var account: Account?
    /// Where the request belongs in a trace of several services.
    var trace = TraceContext.root()

    init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        remoteAddress = source.channel.remoteAddress
    }
}
