import Foundation
import TextModel

/// Finds the `weights` folder from wherever a program is started.
package enum WeightsFolder {
    /// The folder to load models from: `explicit` if given, else the first of ``candidates(executable:environment:)`` that
    /// exists.
    ///
    /// - Throws: ``InferenceError/noWeightsFolder(searched:)``, ``InferenceError/unreadableFolder(_:)``.
    package static func locate(
        explicit: String?, executable: String, environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws(InferenceError) -> String {
        if let explicit {
            guard isFolder(explicit) else { throw .unreadableFolder(explicit) }
            return explicit
        }
        let candidates = candidates(executable: executable, environment: environment)
        guard let found = candidates.first(where: isFolder) else { throw .noWeightsFolder(searched: candidates) }
        return found
    }

    /// This program's own file, whatever name or link it was started by.
    package static var executable: String {
        (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0]
    }

    /// `$REVERIE_WEIGHTS`; `weights` beside the executable or in a folder above it (a checkout's build folder lies in the
    /// checkout); the user's and then the system's data folders (XDG Base Directory Specification).
    static func candidates(executable: String, environment: [String: String]) -> [String] {
        var candidates: [String] = []
        if let named = environment["REVERIE_WEIGHTS"], !named.isEmpty { candidates.append(named) }
        var folder = URL(filePath: executable).deletingLastPathComponent()
        while folder.path() != "/" {
            candidates.append(folder.appending(path: "weights").path())
            folder = folder.deletingLastPathComponent()
        }
        let home = environment["HOME"] ?? ""
        candidates.append((environment["XDG_DATA_HOME"] ?? home + "/.local/share") + "/reverie/weights")
        candidates.append("/usr/local/share/reverie/weights")
        candidates.append("/usr/share/reverie/weights")
        return candidates
    }

    /// The folders in `folder` that hold a diffusion model's manifest, by name.
    ///
    /// - Throws: ``InferenceError/unreadableFolder(_:)``, ``InferenceError/noModels(folder:)``.
    static func models(in folder: String) throws(InferenceError) -> [String] {
        let models = try manifests(in: folder).filter { !isEncoder($0) }
        guard !models.isEmpty else { throw .noModels(folder: folder) }
        return models
    }

    /// The folder in `folder` that holds the sentence encoder; the first by name if there are several.
    ///
    /// - Throws: ``InferenceError/unreadableFolder(_:)``, ``InferenceError/noEncoder(folder:)``.
    static func encoder(in folder: String) throws(InferenceError) -> String {
        guard let encoder = try manifests(in: folder).first(where: isEncoder) else { throw .noEncoder(folder: folder) }
        return encoder
    }

    private static func manifests(in folder: String) throws(InferenceError) -> [String] {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else {
            throw .unreadableFolder(folder)
        }
        return names.sorted().map { folder + "/" + $0 }
            .filter { FileManager.default.fileExists(atPath: $0 + "/model.json") }
    }

    /// A manifest that cannot be read is taken for a model's, whose loader says what is wrong with it.
    private static func isEncoder(_ folder: String) -> Bool {
        let manifest = try? Data(contentsOf: URL(filePath: folder + "/model.json"))
        return manifest.map { EncoderManifest.isEncoder([UInt8]($0)) } ?? false
    }

    /// The size of the weights in each folder, by the folder's name, which is the model's.
    static func weightBytes(_ folders: [String]) -> [String: UInt64] {
        Dictionary(
            folders.map { folder in
                let attributes = try? FileManager.default.attributesOfItem(atPath: folder + "/model.safetensors")
                return (URL(filePath: folder).lastPathComponent, (attributes?[.size] as? NSNumber)?.uint64Value ?? 0)
            }, uniquingKeysWith: { first, _ in first })
    }

    private static func isFolder(_ path: String) -> Bool {
        var isDirectory: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) && isDirectory.boolValue
    }
}
