extension GenerationRequest {
    /// Evaluations of the network for all pictures and steps.
    package var evaluationCount: Int { indices.count * rounds * evaluations.count }
}
