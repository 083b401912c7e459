import DiffusionModel

extension ModelManifest {
    /// Models of larger pictures come first; of equally large ones the order is that of their names.
    func isOffered(before other: ModelManifest) -> Bool {
        (-image.elements, name) < (-other.image.elements, other.name)
    }
}
