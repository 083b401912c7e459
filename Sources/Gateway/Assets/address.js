// What the catalogue's address says: what is looked for, in which order, which picture is open. Whoever opens the same
// address, or goes back to it, sees the same.

const names = ["q", "sort", "seed", "model", "from", "to", "owner", "picture"];
const orders = ["relevance", "newest", "oldest", "caption", "shuffle"];

// `chance` is for an entry of the history that has none yet.
export function read(chance = draw()) {
    const parameters = new URLSearchParams(location.search);
    const view = Object.fromEntries(names.map((name) => [name, parameters.get(name) ?? ""]));
    if (!orders.includes(view.sort)) view.sort = "";
    if (!/^\d{1,10}$/.test(view.seed) || Number(view.seed) > 0xffffffff) view.seed = "";
    for (const name of ["from", "to"]) if (Number.isNaN(day(view[name]))) view[name] = "";
    if (!/^[0-9a-f]{64}$/.test(view.picture)) view.picture = "";
    // Without a word about it, a selection of its own on each visit; going back to one finds it again.
    view.chance = history.state?.chance ?? chance;
    return view;
}

export const draw = () => crypto.getRandomValues(new Uint32Array(1))[0];

// The first moment of a day that is written as 2026-11-25, here where the browser is; NaN for anything else.
export function day(text, later = 0) {
    const parts = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text)?.slice(1).map(Number);
    return parts ? new Date(parts[0], parts[1] - 1, parts[2] + later).getTime() : NaN;
}

function text(view) {
    const parameters = new URLSearchParams();
    for (const name of names) if (view[name]) parameters.set(name, view[name]);
    const query = String(parameters).replaceAll("+", "%20");
    return query ? `?${query}` : location.pathname;
}

// `isStep`: whether "back" is to lead to what was before.
export function write(view, isStep = false) {
    const state = { ...history.state, chance: view.chance };
    if (isStep) history.pushState({ chance: view.chance }, "", text(view));
    else history.replaceState(state, "", text(view));
}

// What is listed first unless somebody chose: the best match of a search, else chance.
export const order = (view) => {
    if (view.sort === "relevance" && !view.q) return "shuffle";
    return view.sort || (view.q ? "relevance" : "shuffle");
};

// The parameters of GET /api/images.
export function parameters(view) {
    const sort = order(view);
    const all = {
        q: view.q,
        sort,
        seed: sort === "shuffle" ? view.seed || String(view.chance) : "",
        model: view.model,
        since: view.from ? String(Math.max(0, day(view.from))) : "",
        until: view.to ? String(Math.max(0, day(view.to, 1))) : "",
        owner: view.owner,
    };
    return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== ""));
}
