/// What bounds a server's memory and patience. Together they make the most that one connection can hold: a frame that is
/// being read, `pendingAnswers` requests and answers, and a preview a job and `backlogBytes` of events.
package struct ServerLimits: Sendable {
    /// Connections at a time; one more is told that the server is busy.
    package var maximumConnections = 256

    /// Jobs that a connection watches; one more is refused as busy.
    package var maximumJobs = 64

    /// Requests a connection that are being answered, or whose answer has not been taken. Beyond it nothing is read
    /// from the connection.
    package var pendingAnswers = 32

    /// An EMBED counts as one request more for each so many texts.
    package var textsPerAnswer = 8

    /// Bytes of results (not previews) that a connection leaves untaken. Beyond it the connection is closed.
    package var backlogBytes = 32 * 1024 * 1024

    /// From the connection to a whole HELLO.
    package var handshakeTimeout = Duration.seconds(10)

    /// From the first byte of a frame that came in parts to its last.
    package var frameTimeout = Duration.seconds(10)

    /// For a connection that takes nothing of what waits for it.
    package var stallTimeout = Duration.seconds(60)

    /// On a connection, until its other end is asked whether it is still there, which TCP does without the client's doing;
    /// after ``probes`` that nobody answers, ``probeInterval`` seconds apart, it counts as gone.
    package var silence = Duration.seconds(60)
    static let probes = 4
    static let probeInterval = 15

    /// From the last frame the server means to send to the end of the connection, so that the peer can read it.
    package var lingerTimeout = Duration.seconds(2)

    package init() {}
}
