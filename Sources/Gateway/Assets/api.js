// The gateway's HTTP interface. Whatever fails ends in a Problem whose message is a sentence for people.

export class Problem extends Error {
    constructor(message, { status = 0, field = null } = {}) {
        super(message);
        this.status = status;
        this.field = field;
    }

    // Whether trying again may help: the gateway or what is behind it is away or busy.
    get mayPass() {
        return [0, 429, 502, 503, 504].includes(this.status);
    }
}

// `keepalive`: whether it goes on when the page is left.
export async function call(path, { method = "GET", body, headers = {}, keepalive = false } = {}) {
    const options = { method, keepalive, headers: { accept: "application/json", ...headers } };
    if (body !== undefined) {
        options.headers["content-type"] = "application/json";
        options.body = JSON.stringify(body);
    }
    let response;
    try {
        response = await fetch(path, options);
    } catch {
        throw new Problem("Reverie does not answer. Is it still running?");
    }
    const answer = response.status === 204 ? null : await response.json().catch(() => null);
    if (response.ok) return answer;
    throw problem(response, answer);
}

function problem(response, answer) {
    // Whoever was signed in and is not any more signs in again.
    if (response.status === 401 && !["/sign-in", "/account"].includes(location.pathname)) location.assign("/sign-in");
    return new Problem(answer?.detail ?? `Reverie answered with an error (${response.status}).`, {
        status: response.status,
        field: answer?.field ?? null,
    });
}

// A query with its spaces as %20: "+" means a space in forms only.
const address = (parameters) => String(new URLSearchParams(parameters)).replaceAll("+", "%20");

export const models = () => call("/api/models");
export const submit = (settings) => call("/api/jobs", { method: "POST", body: settings });
export const job = (id) => call(`/api/jobs/${id}`);
// Brings the frames of a finished job back that are not kept any more; they come with the answer.
export const film = (id) => call(`/api/jobs/${id}/film`, { method: "POST" });
export const endJob = (id) => call(`/api/jobs/${id}`, { method: "DELETE" });
export const save = (picture) => call("/api/images", { method: "POST", body: picture });
export const search = (parameters) => call(`/api/images?${address(parameters)}`);
export const overview = () => call("/api/catalogue");
export const image = (hash) => call(`/api/images/${hash}`);
// Only if nobody else has changed the picture since: else the Problem's status is 412.
export const change = (image, what) =>
    call(`/api/images/${image.hash}`, { method: "PATCH", body: what, headers: { "if-match": `"${image.version}"` } });

export const trash = (offset) => call(`/api/trash?offset=${offset}`);
export const discard = (hashes) => call("/api/trash", { method: "POST", body: { hashes } });
export const restore = (hashes) => call("/api/trash/restore", { method: "POST", body: { hashes } });
export const removeForGood = (hashes) => call("/api/trash/remove", { method: "POST", body: { hashes } });
export const emptyTrash = () => call("/api/trash", { method: "DELETE" });

// Pictures as one ZIP file. `progress` is told which share has come.
export async function archive(hashes, progress) {
    let response;
    try {
        response = await fetch("/api/archive", {
            method: "POST",
            headers: { "content-type": "application/json" },
            body: JSON.stringify({ hashes }),
        });
        if (response.ok) {
            const total = Number(response.headers.get("content-length"));
            const parts = [];
            let done = 0;
            for (const reader = response.body.getReader(); ; ) {
                const part = await reader.read();
                if (part.done) break;
                parts.push(part.value);
                done += part.value.length;
                if (total > 0) progress(done / total);
            }
            return new Blob(parts, { type: "application/zip" });
        }
    } catch {
        throw new Problem("The download broke off. Is Reverie still running?");
    }
    throw problem(response, await response.json().catch(() => null));
}

export const pictureAddress = (id, index) => `/api/jobs/${id}/images/${index}.png`;
export const frameAddress = (id, step, index, content) => `/api/jobs/${id}/frames/${step}/${index}.png?content=${content}`;
export const animationAddress = (id, index, { scale, smooth, content }) =>
    `/api/jobs/${id}/animations/${index}.png?${address({ scale, smooth, content })}`;

const events = ["queued", "started", "preview", "image", "finished", "cancelled", "failed", "away"];
const last = ["finished", "cancelled", "failed"];
const pause = 2000;

// Follows a job's events and calls handlers[name](data) to its end, over as many connections as it takes:
// handlers.interrupted() when one is lost, handlers.resumed() when there is one again, handlers.lost() when nobody knows the
// job any more. Returns what stops it.
//
// The browser connects again by itself and tells the last event that arrived, as long as the gateway answers. It gives up
// when the gateway does with an error, as one does that has just been started and has not met its server.
export function watch(id, content, handlers) {
    let source = null;
    let stopped = false;
    let isInterrupted = false;
    const stop = () => {
        stopped = true;
        source?.close();
    };
    const open = () => {
        if (stopped) return;
        source = new EventSource(`/api/jobs/${id}/events?content=${content}`);
        for (const name of events) {
            source.addEventListener(name, (event) => {
                if (last.includes(name)) stop();
                handlers[name]?.(JSON.parse(event.data));
            });
        }
        source.onopen = () => {
            if (isInterrupted) handlers.resumed?.();
            isInterrupted = false;
        };
        source.onerror = async () => {
            if (stopped) return;
            isInterrupted = true;
            handlers.interrupted?.();
            if (source.readyState !== EventSource.CLOSED) return;
            const isKnown = await job(id).then(
                () => true,
                (problem) => problem.status !== 404,
            );
            if (stopped) return;
            if (isKnown) setTimeout(open, pause);
            else handlers.lost?.();
        };
    };
    open();
    return stop;
}
