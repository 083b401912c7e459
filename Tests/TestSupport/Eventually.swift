package import Testing

/// Waits until `condition` holds, and records an issue if it does not within a limit that even a very busy machine keeps.
package func eventually(
    _ comment: Comment = "This did not come true in time.", within limit: Duration = .seconds(60),
    sourceLocation: SourceLocation = #_sourceLocation, _ condition: () async throws -> Bool
) async throws {
    let deadline = ContinuousClock.now + limit
    while ContinuousClock.now < deadline {
        if try await condition() { return }
        try await Task.sleep(for: .milliseconds(5))
    }
    Issue.record(comment, sourceLocation: sourceLocation)
}
