// "More like this": what else can be made from a recipe.

const $ = (id) => document.getElementById(id);
const dialog = $("more-dialog");
const strength = $("strength");

const seed = () => String(crypto.getRandomValues(new Uint32Array(1))[0]);
const show = () => ($("strength-value").textContent = `${strength.value} %`);
strength.addEventListener("input", show);
show();

// Asks what somebody wants more of. Returns the recipes to ask for, one job each; none if they thought better of it.
// `index` is the picture they look at, null for all of a sheet.
export function askForMore(recipe, index, maximumCount) {
    $("finish-offer").hidden = !recipe.draftSteps;
    dialog.querySelector("[value=finish] small").textContent = index === null ? "All steps, of all of them." : "All steps of this draft.";
    const vary = dialog.querySelector("[value=vary]");
    // Begun elsewhere with a picture that is not here: only what needs none can be had.
    const isBegunElsewhere = recipe.strength !== undefined;
    vary.disabled = index === null || isBegunElsewhere;
    vary.querySelector("small").textContent =
        index === null ? "Open one of the pictures first." : "Nearly the same noise: close relatives of this picture.";
    dialog.querySelector("[value=again]").disabled = dialog.querySelector("[value=finish]").disabled = isBegunElsewhere;
    dialog.returnValue = "cancel";
    dialog.showModal();
    return new Promise((resolve) => {
        dialog.addEventListener("close", () => resolve(recipes(dialog.returnValue, recipe, index, maximumCount)), { once: true });
    });
}

function recipes(wish, recipe, index, maximumCount) {
    const four = Math.min(4, maximumCount);
    switch (wish) {
        case "again":
            return [recipe];
        case "finish": {
            const { draftSteps, ...whole } = recipe;
            return [index === null ? whole : { ...whole, pictures: [index] }];
        }
        case "new": {
            const { variation, pictures, draftSteps, ...same } = recipe;
            return [{ ...same, seed: seed(), count: four }];
        }
        case "vary":
            // Each towards the noise of another seed. A variation's own variations lie around what it came from.
            return Array.from({ length: 4 }, () => ({
                ...recipe,
                count: index + 1,
                pictures: [index],
                draftSteps: undefined,
                variation: { seed: seed(), strength: Number(strength.value) / 100 },
            }));
        default:
            return [];
    }
}
