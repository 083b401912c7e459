// The form: prompt and hyper-parameters. What is left blank is not sent, and the gateway takes the model's default.

const $ = (id) => document.getElementById(id);

const samplers = {
    ddpm: ["DDPM", "The original: a little noise again at every step. Needs many steps."],
    ddim: ["DDIM", "Straight and steady. Good from 20 steps on."],
    euler: ["Euler", "The same as DDIM without fresh noise."],
    "euler-ancestral": ["Euler ancestral", "The same as DDPM."],
    heun: ["Heun", "Two looks at each step: slower and more exact."],
    "dpmpp-2m": ["DPM-Solver++ (2M)", "The quickest: good from 15 steps on."],
    "dpmpp-2m-sde": ["SDE-DPM-Solver++ (2M)", "With a little noise again at every step: more variety."],
    unipc: ["UniPC", "Corrects each step with the next: exact in few steps."],
};

export class Settings {
    #models = [];

    constructor() {
        $("toggle").addEventListener("click", () => this.open($("settings").hidden));
        $("dice").addEventListener("click", () => {
            $("seed").value = String(crypto.getRandomValues(new Uint32Array(1))[0]);
        });
        $("model").addEventListener("change", () => this.#showModel());
        $("sampler").addEventListener("change", () => this.#showSampler());
        $("controls").addEventListener("input", (event) => event.target.removeAttribute("aria-invalid"));
    }

    open(isOpen) {
        $("settings").hidden = !isOpen;
        $("toggle").setAttribute("aria-expanded", String(isOpen));
    }

    // Called when the server is (again) there; keeps what a person has set as far as the server still offers it.
    offer({ server, models }) {
        this.#models = models;
        fill($("model"), models.map((model) => [model.name, model.title]));
        fill($("count"), Array.from({ length: Math.min(4, server.maximumCount) }, (_, index) => [index + 1, index + 1]));
        this.#showModel();
    }

    get #model() {
        return this.#models.find((model) => model.name === $("model").value) ?? this.#models[0];
    }

    #showModel() {
        const model = this.#model;
        if (!model) return;
        $("model-description").textContent = model.description;
        fill($("sampler"), model.samplers.map((name) => [name, samplers[name]?.[0] ?? name]), model.defaultSampler);
        $("steps").max = String(model.maximumSteps);
        $("steps").placeholder = String(model.defaultSteps);
        $("guidance").placeholder = String(model.defaultGuidanceScale);
        $("suggestions").replaceChildren(...model.prompts.map((prompt) => new Option("", prompt)));
        this.#showSampler();
    }

    #showSampler() {
        $("sampler-description").textContent = samplers[$("sampler").value]?.[1] ?? "";
    }

    // What POST /api/jobs takes. Without a prompt, one of the model's own is drawn.
    read() {
        const settings = {
            model: $("model").value,
            prompt: $("prompt").value.trim() || draw(this.#model?.prompts ?? []),
            negativePrompt: $("negative").value.trim(),
            sampler: $("sampler").value,
            seed: $("seed").value.trim(),
            count: Number($("count").value),
            steps: number($("steps")),
            guidanceScale: number($("guidance")),
        };
        return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== "" && value !== undefined));
    }

    // Shows which field the gateway did not take.
    blame(field) {
        const input = document.querySelector(`[name="${CSS.escape(field)}"]`);
        if (!input) return;
        if (input.closest("#settings")) this.open(true);
        input.setAttribute("aria-invalid", "true");
        input.focus();
    }
}

function fill(select, options, standard) {
    const before = select.value;
    select.replaceChildren(...options.map(([value, label]) => new Option(String(label), String(value))));
    const values = options.map(([value]) => String(value));
    if (values.includes(before)) select.value = before;
    else if (values.includes(standard)) select.value = standard;
}

function number(input) {
    if (input.validity.badInput) return input.name;
    return input.value === "" ? undefined : Number(input.value);
}

function draw(list) {
    return list.length > 0 ? list[Math.floor(Math.random() * list.length)] : undefined;
}
