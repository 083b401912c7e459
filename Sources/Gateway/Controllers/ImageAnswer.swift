import Catalogue
import FoundationEssentials
import ImageCoding

/// A saved picture as the HTTP interface describes it.
struct ImageAnswer: Encodable {
    let hash: String
    let caption: String
    /// Milliseconds since 1970.
    let created: Int64
    let url: String
    let download: String
    /// nil for a recipe that a newer Reverie wrote.
    let recipe: Recipe?
    /// Why a search found it: words, meaning or both; nil when nothing was looked for.
    let match: String?

    struct Recipe: Encodable {
        let model: String
        let modelHash: String
        let prompt: String
        let negativePrompt: String
        /// A text, because a number of JavaScript holds 53 bits only.
        let seed: String
        let image: Int
        let sampler: String
        let steps: Int
        let guidanceScale: Float
        let eta: Float
    }

    init(_ hit: ImageHit) {
        self.init(hit.image, match: hit.match)
    }

    init(_ image: ImageRecord, match: ImageHit.Match? = nil) {
        self.match = match?.rawValue
        hash = image.hash
        caption = image.caption
        created = image.created
        url = "/images/\(image.hash).png"
        download = "/images/\(image.hash).png?download"
        recipe = (try? PictureRecipe(json: image.recipe)).map { recipe in
            Recipe(
                model: recipe.model, modelHash: recipe.modelHash, prompt: recipe.prompt,
                negativePrompt: recipe.negativePrompt, seed: String(recipe.seed), image: recipe.image,
                sampler: recipe.sampler, steps: recipe.steps, guidanceScale: recipe.guidanceScale, eta: recipe.eta)
        }
    }
}
