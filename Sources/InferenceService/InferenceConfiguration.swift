import Foundation
package import WireTransport

/// What an inference server is started with.
package struct InferenceConfiguration: Sendable {
    /// The address to listen on; the port 0 asks for any free one.
    package var host: String
    package var port: Int
    /// The folder that holds one folder a model.
    package var weightsFolder: String
    /// The folder of the journal and the results; it is made if need be.
    package var dataFolder: String
    /// Threads that evaluate the networks, the engine's own among them.
    package var threads: Int
    /// The most network evaluations in one step: 8 pictures with guidance.
    package var maximumBatch = 16
    /// Who may come in.
    package var access: AccessPolicy
    package var limits = ServerLimits()
    package var quotas = Quotas()
    package var retention = Retention()
    /// How long running jobs may take to end when the server is told to stop. What has not ended then begins again after
    /// the restart.
    package var drainTime = Duration.seconds(30)

    package init(
        host: String, port: Int, weightsFolder: String, dataFolder: String, access: AccessPolicy,
        threads: Int = Self.defaultThreads
    ) {
        self.host = host
        self.port = port
        self.weightsFolder = weightsFolder
        self.dataFolder = dataFolder
        self.access = access
        self.threads = threads
    }

    /// One thread a core that this process may use.
    package static var defaultThreads: Int { max(1, min(64, ProcessInfo.processInfo.activeProcessorCount)) }

    /// `reverie/server` in the user's data folder (XDG Base Directory Specification).
    package static func defaultDataFolder(environment: [String: String]) -> String {
        let data = environment["XDG_DATA_HOME"].flatMap { $0.isEmpty ? nil : $0 }
        return (data ?? (environment["HOME"] ?? "") + "/.local/share") + "/reverie/server"
    }
}
