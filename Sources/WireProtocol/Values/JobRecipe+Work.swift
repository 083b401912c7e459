extension JobRecipe {
    /// The indices of the pictures that the job makes.
    package var pictures: [UInt8] { options.pictures ?? Array(0..<count) }

    /// The steps that STARTED and PREVIEW count: an estimate is one, whatever `steps` says.
    package var countedSteps: UInt32 { options.estimate == nil ? steps : 1 }

    /// The step that the job ends with.
    package var lastStep: UInt32 { options.estimate == nil ? options.draftSteps ?? steps : 1 }

    /// The recipe of all pictures and steps, which a draft and the job that finishes it share.
    package var whole: JobRecipe {
        var whole = self
        (whole.options.draftSteps, whole.options.pictures) = (nil, nil)
        return whole
    }
}
