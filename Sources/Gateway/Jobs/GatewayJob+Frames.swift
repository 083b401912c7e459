import HTTPTypes
import ImageCoding
import WireProtocol

extension GatewayJob {
    /// A picture as a PNG, with its recipe inside unless that is left out: the finished one, or the one that is predicted at a step.
    ///
    /// - Throws: a `Problem` (404) for pictures that are not there, or not any more.
    func picture(_ index: Int, after step: UInt32?) throws -> (png: [UInt8], recipe: PictureRecipe) {
        let recipe = settings.recipe(image: index, after: step)
        if let step {
            return (try frame(index, step, .x0, recipe: settings.carriesRecipe ? recipe : nil), recipe)
        }
        guard let png = picture(index) else {
            throw Problem(.notFound, "This job has no such picture, or not yet.", field: "image")
        }
        return (png, recipe)
    }

    /// What a preview shows of a picture, as a PNG.
    ///
    /// - Throws: a `Problem` (404) for previews that are not kept.
    func frame(
        _ index: Int, _ step: UInt32, _ content: PreviewContent, recipe: PictureRecipe? = nil
    ) throws -> [UInt8] {
        guard let frame = frames.first(where: { $0.step == step })?.showing(content), let position = position(of: index)
        else { throw Self.noFrame }
        return try PNG.encode(frame, position, recipe: recipe)
    }

    /// Where a picture is among those that the job makes.
    func position(of index: Int) -> Int? {
        settings.recipe.pictures.firstIndex { Int($0) == index }
    }

    static let noFrame = Problem(.notFound, "The picture of this step is not kept, or it is not there yet.")
}
