/// Steps whose frames are not to be had: nobody watched them, or the server keeps them no longer.
struct MissingFrames {
    private let steps: [Int]

    /// - Parameter steps: in order, one or more.
    init(_ steps: [Int]) {
        self.steps = steps
    }

    var sentence: String {
        let which =
            switch steps.count {
            case 1: "The frame of step \(steps[0]) is"
            default: "The frames of \(steps.count) steps, from \(steps[0]) to \(steps[steps.count - 1]), are"
            }
        return "\(which) missing: nobody watched then, or the server keeps them no longer. "
            + "\"reverie again PICTURE --save-frames\" makes the picture once more, with all of them."
    }
}
