import Foundation

/// What an inference server is started with.
package struct InferenceConfiguration: Sendable {
    /// The address to listen on; the port 0 asks for any free one.
    package var host: String
    package var port: Int
    /// The folder that holds one folder a model.
    package var weightsFolder: String
    /// Threads that evaluate the networks, the engine's own among them.
    package var threads: Int
    /// The most network evaluations in one step: 8 pictures with guidance.
    package var maximumBatch = 16

    package init(host: String, port: Int, weightsFolder: String, threads: Int = Self.defaultThreads) {
        self.host = host
        self.port = port
        self.weightsFolder = weightsFolder
        self.threads = threads
    }

    /// One thread a core that this process may use.
    package static var defaultThreads: Int { max(1, min(64, ProcessInfo.processInfo.activeProcessorCount)) }
}
