/// A path as the router reads it: slashes that follow each other, or stand at the end, say nothing. Whoever decides by a path
/// looks at this, or somebody comes in by a way that it does not know.
enum RoutedPath {
    /// "/v1/models" for "//v1//models/"; "/" for nothing.
    static func normal(_ path: String) -> String { "/" + path.split(separator: "/").joined(separator: "/") }
}
