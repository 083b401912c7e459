// The form: prompt and hyper-parameters. What has the model's own value is not sent, and the gateway takes it.

import { extraWords, extrasOf, round, samplerName, samplers } from "/assets/recipe.js";
import { recall, remember } from "/assets/store.js";

const $ = (id) => document.getElementById(id);
const place = "reverie.settings";
const most = 18446744073709551615n;
// Of a sheet of drafts, and of how many steps they are stopped after one.
const drafts = 9;
const draftShare = 4;
const stops = [1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 25, 30, 40, 50, 75, 100, 150, 250, 500, 1000];

class Settings {
    #models = [];
    #stops = stops;
    #extras = {};
    #maximumCount = 4;
    // What a person chose: only that is remembered, so that a model's new defaults are not held off by old ones.
    #wish = recall(place, {});
    #lastSeed = null;
    onChange = () => {};

    constructor() {
        $("toggle").addEventListener("click", () => this.open($("settings").hidden));
        $("dice").addEventListener("click", () => this.#keepSeed(String(crypto.getRandomValues(new Uint32Array(1))[0])));
        $("lock").addEventListener("click", () => {
            if (this.#isLocked) this.#keepSeed(null);
            else this.#keepSeed($("seed").value || this.#lastSeed || String(crypto.getRandomValues(new Uint32Array(1))[0]));
        });
        $("seed").addEventListener("input", () => {
            const digits = $("seed").value.replace(/\D/g, "");
            this.#keepSeed(digits === "" ? null : String(BigInt(digits) > most ? most : BigInt(digits)));
        });
        $("reset").addEventListener("click", () => {
            const { content, look, model, prompt, isOpen } = this.#wish;
            this.#wish = { content, look, model, prompt, isOpen };
            this.#extras = {};
            $("negative").value = "";
            this.#keepSeed(null);
            this.#show();
        });
        $("controls").addEventListener("input", ({ target }) => this.#take(target));
        $("controls").addEventListener("change", ({ target }) => this.#take(target));
        // What the account has comes after this has been read. What another tab chose is that tab's.
        addEventListener("storage", (event) => {
            if (event instanceof StorageEvent) return;
            this.#wish = recall(place, {});
            this.#showWish();
            this.#show();
        });
        this.#showWish();
    }

    // What can be shown before the server has told what it offers. Nothing is written: a page that is only looked at must not
    // look like one on which something was chosen.
    #showWish() {
        for (const [id, text] of [["prompt", this.#wish.prompt], ["negative", this.#wish.negativePrompt]]) {
            // Whoever is writing already goes on.
            if (document.activeElement !== $(id) || $(id).value === "") $(id).value = text ?? "";
        }
        this.#check("content", this.content);
        this.#check("look", this.look);
        this.#showSeed();
        if (this.#wish.isOpen) this.#showOpen(true);
    }

    open(isOpen) {
        this.#showOpen(isOpen);
        this.#wish.isOpen = isOpen;
        this.#remember();
    }

    #showOpen(isOpen) {
        $("settings").hidden = !isOpen;
        $("toggle").setAttribute("aria-expanded", String(isOpen));
        $("toggle").setAttribute("aria-label", isOpen ? "Hide the settings" : "Settings");
    }

    get isReady() {
        return this.#models.length > 0;
    }

    get content() {
        return ["x0", "xt", "both"].includes(this.#wish.content) ? this.#wish.content : "x0";
    }

    get look() {
        return this.#wish.look === "smooth" ? "smooth" : "sharp";
    }

    get model() {
        return this.#models.find(({ name }) => name === this.#wish.model) ?? this.#models[0];
    }

    get models() {
        return this.#models;
    }

    get maximumCount() {
        return this.#maximumCount;
    }

    // Called when the server is (again) there; keeps what a person has set as far as the server still offers it.
    offer({ server, models }) {
        this.#models = models;
        this.#maximumCount = server.maximumCount;
        this.#show();
    }

    #show() {
        const model = this.model;
        if (!model) return;
        fill($("model"), this.#models.map(({ name, title }) => [name, title]), model.name);
        $("model").disabled = this.#models.length === 1;
        $("model-help").textContent = model.description;
        const styles = model.styles ?? [];
        $("style-field").hidden = styles.length === 0;
        fill($("style"), [["", "Any"], ...styles.map((style) => [style, style])], styles.includes(this.#wish.style) ? this.#wish.style : "");
        const counts = [1, 2, 3, 4].filter((count) => count <= this.#maximumCount);
        const count = counts.includes(this.#wish.count) || this.#mayDraft ? this.#wish.count : 1;
        $("count").replaceChildren(
            ...counts.map((value) => segment("count", value, String(value), value === (count ?? 1))),
            ...(drafts <= this.#maximumCount ? [segment("count", drafts, "Drafts", count === drafts)] : []),
        );
        this.#showSteps(model);
        const guidance = this.#wish.guidanceScale ?? round(model.defaultGuidanceScale);
        $("guidance").max = String(Math.max(10, guidance));
        $("guidance").min = String(Math.min(0, guidance));
        $("guidance").value = String(guidance);
        $("guidance-value").textContent = String(round(guidance));
        const sampler = model.samplers.includes(this.#wish.sampler) ? this.#wish.sampler : model.defaultSampler;
        fill($("sampler"), model.samplers.map((name) => [name, samplerName(name)]), sampler);
        $("sampler-help").textContent = samplers[sampler]?.[1] ?? "";
        this.#showExtras();
        this.onChange();
    }

    get #mayDraft() {
        return this.#wish.count === drafts && drafts <= this.#maximumCount;
    }

    #showSteps(model) {
        const steps = Math.min(this.#wish.steps ?? model.defaultSteps, model.maximumSteps);
        this.#stops = [...new Set([...stops.filter((stop) => stop <= model.maximumSteps), steps])].sort((a, b) => a - b);
        $("steps").max = String(this.#stops.length - 1);
        $("steps").value = String(this.#stops.indexOf(steps));
        $("steps").setAttribute("aria-valuetext", `${steps} steps`);
        $("steps-value").textContent = String(steps);
    }

    #showExtras() {
        const words = extraWords(this.#extras);
        if (this.#extras.pictures) words.push(`only picture ${this.#extras.pictures[0] + 1} of its seed`);
        $("extras").hidden = words.length === 0;
        const clear = Object.assign(document.createElement("button"), { type: "button", textContent: "Leave out" });
        clear.addEventListener("click", () => {
            this.#extras = {};
            this.#showExtras();
        });
        $("extras").replaceChildren(`Also from the picture: ${words.join(", ")}.`, clear);
    }

    #take(target) {
        target.removeAttribute("aria-invalid");
        switch (target.name) {
            case "model":
                // Steps and guidance that were right for one model are not for another.
                this.#wish = { ...this.#wish, model: target.value, steps: undefined, guidanceScale: undefined, sampler: undefined, style: undefined };
                this.#show();
                break;
            case "steps":
                this.#wish.steps = this.#stops[Number(target.value)];
                if (this.model) this.#showSteps(this.model);
                break;
            case "guidanceScale":
                this.#wish.guidanceScale = Number(target.value);
                $("guidance-value").textContent = String(this.#wish.guidanceScale);
                break;
            case "sampler":
                this.#wish.sampler = target.value;
                $("sampler-help").textContent = samplers[target.value]?.[1] ?? "";
                break;
            case "count":
                this.#wish.count = Number(target.value);
                delete this.#extras.pictures;
                this.#showExtras();
                break;
            case "seed":
                break;
            case "prompt":
            case "negativePrompt":
            case "style":
            case "content":
            case "look":
                this.#wish[target.name] = target.value;
                break;
            default:
                return;
        }
        this.#remember();
        if (["content", "look"].includes(target.name)) this.onChange();
    }

    get #isLocked() {
        return this.#wish.seed !== undefined && this.#wish.seed !== null;
    }

    #keepSeed(seed) {
        this.#wish.seed = seed;
        this.#showSeed();
        this.#remember();
    }

    #showSeed() {
        const seed = this.#wish.seed ?? "";
        if ($("seed").value !== seed) $("seed").value = seed;
        $("lock").setAttribute("aria-pressed", String(this.#isLocked));
        $("lock").title = this.#isLocked ? "Take a new seed each time" : "Keep this seed";
        $("lock").querySelector("use").setAttribute("href", this.#isLocked ? "#i-lock" : "#i-unlock");
    }

    // The seed of the last picture: what the lock keeps.
    used(seed) {
        this.#lastSeed = seed;
        $("seed").placeholder = `new each time (${seed})`;
    }

    setPrompt(text) {
        $("prompt").value = text;
        this.#wish.prompt = text;
        this.#remember();
    }

    // Takes over a recipe that came with a picture. Returns what could not be.
    adopt(recipe) {
        const missing = [];
        const model = this.#models.find(({ name }) => name === recipe.model);
        if (!model) missing.push(`the model “${recipe.model}” is not here`);
        else if (recipe.modelHash && model.hash !== recipe.modelHash) missing.push("the model has changed since, so the picture will not be quite the same");
        if (recipe.step) missing.push(`it shows step ${recipe.step} of ${recipe.steps}: all of them will be made, and can be looked at`);
        if (recipe.strength !== undefined) missing.push("it was begun with another picture, which is not in it");
        this.#wish = {
            ...this.#wish,
            model: model?.name ?? this.#wish.model,
            style: undefined,
            negativePrompt: recipe.negativePrompt,
            sampler: recipe.sampler,
            steps: recipe.steps,
            guidanceScale: round(recipe.guidanceScale),
            count: 1,
        };
        this.#extras = extrasOf(recipe);
        if (recipe.index > 0) this.#extras.pictures = [recipe.index];
        this.setPrompt(recipe.prompt);
        $("negative").value = recipe.negativePrompt;
        this.#keepSeed(recipe.seed);
        this.#show();
        this.open(true);
        return missing;
    }

    // What POST /api/jobs takes. Without a prompt, one of the model's own is drawn.
    read() {
        const model = this.model;
        const prompt = $("prompt").value.trim() || draw(model?.prompts ?? []);
        const style = model?.styles?.includes(this.#wish.style) ? this.#wish.style : "";
        const steps = this.#wish.steps && Math.min(this.#wish.steps, model?.maximumSteps ?? Infinity);
        const settings = {
            ...this.#extras,
            draftSteps: this.#mayDraft && model ? Math.ceil((steps ?? model.defaultSteps) / draftShare) : undefined,
            model: model?.name,
            prompt: style && prompt ? `${prompt}, ${style}` : prompt,
            negativePrompt: $("negative").value.trim(),
            sampler: $("sampler").value,
            seed: this.#wish.seed,
            // Picture number n of a seed has noise of its own: it takes a job of n pictures to make it again.
            count: this.#extras.pictures ? this.#extras.pictures[0] + 1 : Number($("count").querySelector("input:checked")?.value ?? 1),
            steps,
            guidanceScale: this.#wish.guidanceScale,
        };
        return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== "" && value !== undefined && value !== null));
    }

    // Shows which field the gateway did not take.
    blame(field) {
        const input = $("controls").querySelector(`[name="${CSS.escape(field)}"]`);
        if (!input) return;
        if (input.closest("#settings")) this.open(true);
        input.setAttribute("aria-invalid", "true");
        input.focus();
    }

    #check(name, value) {
        for (const radio of document.querySelectorAll(`input[name="${name}"]`)) radio.checked = radio.value === value;
    }

    #remember() {
        remember(place, this.#wish);
    }
}

export const settings = new Settings();

function segment(name, value, text, checked) {
    const label = document.createElement("label");
    const input = Object.assign(document.createElement("input"), { type: "radio", name, value: String(value), checked });
    label.append(input, Object.assign(document.createElement("span"), { textContent: text }));
    return label;
}

function fill(select, options, chosen) {
    select.replaceChildren(...options.map(([value, label]) => new Option(label, value, false, value === chosen)));
}

function draw(list) {
    return list.length > 0 ? list[Math.floor(Math.random() * list.length)] : undefined;
}
