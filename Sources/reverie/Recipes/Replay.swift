import ImageCoding
import WireProtocol

/// A picture's recipe on its way to become a job again.
struct Replay: Sendable {
    let recorded: PictureRecipe
    /// What is asked for: the recipe's own, or with changes.
    let wish: RecipeWish
    /// The picture's file, for messages.
    let picture: String

    init(_ recorded: PictureRecipe, wish: RecipeWish? = nil, picture: String) {
        self.recorded = recorded
        self.wish = wish ?? RecipeWish(recorded)
        self.picture = picture
    }

    /// - Parameter onlyThatPicture: whether of its seed's pictures only the one that it is is made.
    /// - Throws: `CommandFailure`; also when the picture that it began with is needed and not there, or is another.
    func job(_ shelf: ModelShelf, onlyThatPicture: Bool) throws(CommandFailure) -> PlannedJob {
        guard recorded.strength == nil || wish.from != nil else {
            throw CommandFailure(
                .usage,
                "\(picture) was made from another picture, which is not part of its recipe: name that with --from"
                    + (recorded.maskHash == nil ? "." : ", and its mask with --mask."))
        }
        guard recorded.maskHash == nil || wish.mask != nil else {
            throw CommandFailure(.usage, "\(picture) was made with a mask: name that with --mask.")
        }
        var wish = wish
        if onlyThatPicture { wish.count = UInt8(clamping: recorded.image + 1) }
        var job = try shelf.job(wish)
        if onlyThatPicture { job.keepOnly([UInt8(clamping: recorded.image)]) }
        return job
    }

    /// Why the job would not make the very same picture, as far as it can be told beforehand.
    func difference(of job: PlannedJob) -> String? {
        if job.modelHash.description != recorded.modelHash {
            return
                "The server's model \(recorded.model) has other weights (\(job.modelHash.description.prefix(16))…) than the one "
                + "that made it (\(recorded.modelHash.prefix(16))…)."
        }
        let made = job.pictureRecipe(UInt8(clamping: recorded.image))
        if let hash = recorded.initialPictureHash, made.initialPictureHash != hash {
            return "It was made from another picture than --from names."
        }
        if let hash = recorded.maskHash, made.maskHash != hash {
            return "It was made with another mask than --mask names."
        }
        return nil
    }
}
