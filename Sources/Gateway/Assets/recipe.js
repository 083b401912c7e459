// Recipes: as words for people, as they travel in a PNG file, and as POST /api/jobs takes them.

export const samplers = {
    ddpm: ["DDPM", "The original: a little noise again at every step. Needs many steps."],
    ddim: ["DDIM", "Straight and steady. Good from 20 steps on."],
    euler: ["Euler", "The same as DDIM without fresh noise."],
    "euler-ancestral": ["Euler ancestral", "A little noise again at every step: more variety."],
    heun: ["Heun", "Two looks at each step: slower and more exact."],
    "dpmpp-2m": ["DPM-Solver++ (2M)", "The quickest: good with few steps."],
    "dpmpp-2m-sde": ["SDE-DPM-Solver++ (2M)", "With a little noise again at every step: more variety."],
    unipc: ["UniPC", "Corrects each step with the next: exact in few steps."],
};

export const samplerName = (name) => samplers[name]?.[0] ?? name;

// What most recipes leave out, and the form has no control for: it is kept as it is.
const extras = ["eta", "spacing", "dynamicThreshold", "guidanceRescale", "guidanceInterval", "variation"];
const extraNames = {
    eta: "eta",
    spacing: "spacing",
    dynamicThreshold: "dynamic threshold",
    guidanceRescale: "guidance rescale",
    guidanceInterval: "guidance interval",
    variation: "variation",
};

export function extrasOf(recipe) {
    return Object.fromEntries(
        extras.filter((name) => recipe[name] !== undefined && recipe[name] !== null && recipe[name] !== 0).map((name) => [name, recipe[name]]),
    );
}

export function extraWords(recipe) {
    const parts = Object.entries(extrasOf(recipe)).map(([name, value]) => {
        if (name === "variation") return `${Math.round(value.strength * 100)} % towards the noise of seed ${value.seed}`;
        return `${extraNames[name]} ${[value].flat().map(plain).join("–")}`;
    });
    const begun = recipe.picture?.strength ?? recipe.strength;
    if (begun) parts.push(`begun with another picture (${Math.round(begun * 100)} %)`);
    return parts;
}

// One sentence that says everything the picture depends on. `index` is which of the job's pictures; `step` one of its
// steps, if it is not the finished one.
export function words(recipe, { title = recipe.model, index = null, step = null } = {}) {
    const parts = [recipe.prompt ? `“${recipe.prompt}”` : "no words"];
    if (recipe.negativePrompt) parts.push(`without “${recipe.negativePrompt}”`);
    parts.push(`seed ${recipe.seed}${index !== null && index > 0 ? `, picture ${index + 1}` : ""}`);
    const stopped = step ?? recipe.draftSteps;
    parts.push(`${stopped ? `after ${stopped} of ` : ""}${recipe.steps} ${recipe.steps === 1 ? "step" : "steps"} of ${samplerName(recipe.sampler)}`);
    parts.push(`guidance ${round(recipe.guidanceScale)}`);
    parts.push(...extraWords(recipe));
    parts.push(`model ${title}`);
    return parts.join(" · ");
}

// Without the noise of single precision: 0.10000000149 is 0.1.
export const round = (number) => Number(Number(number).toPrecision(6));
const plain = (value) => (typeof value === "number" ? round(value) : value);

// The recipe in a PNG as POST /api/jobs takes it; null if it is none. Seeds have up to 64 bits, which JavaScript's numbers
// do not: they are made texts before the JSON is read.
export function parse(text) {
    let recipe;
    try {
        recipe = JSON.parse(text.replace(/"(seed|variationSeed)":(\d+)/g, '"$1":"$2"'));
    } catch {
        return null;
    }
    if (typeof recipe?.model !== "string" || typeof recipe.prompt !== "string" || typeof recipe.seed !== "string") return null;
    const { variationSeed, variationStrength, image, draftSteps, ...settings } = recipe;
    if (variationSeed !== undefined) settings.variation = { seed: variationSeed, strength: variationStrength };
    return { ...settings, index: image ?? 0, step: draftSteps ?? null };
}
