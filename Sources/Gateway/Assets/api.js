// The gateway's HTTP interface. Whatever fails ends in a Problem whose message is a sentence for people.

export class Problem extends Error {
    constructor(message, { status = 0, field = null, retryable = false } = {}) {
        super(message);
        this.status = status;
        this.field = field;
        this.retryable = retryable;
    }
}

async function call(path, { method = "GET", body } = {}) {
    const options = { method, headers: { accept: "application/json" } };
    if (body !== undefined) {
        options.headers["content-type"] = "application/json";
        options.body = JSON.stringify(body);
    }
    let response;
    try {
        response = await fetch(path, options);
    } catch {
        throw new Problem("Reverie does not answer. Is it still running?", { retryable: true });
    }
    const answer = response.status === 204 ? null : await response.json().catch(() => null);
    if (response.ok) return answer;
    throw new Problem(answer?.detail ?? `Reverie answered with an error (${response.status}).`, {
        status: response.status,
        field: answer?.field ?? null,
        retryable: response.status === 503,
    });
}

// A query with its spaces as %20: "+" means a space in forms only.
const address = (parameters) => String(new URLSearchParams(parameters)).replaceAll("+", "%20");

export const models = () => call("/api/models");
export const submit = (settings) => call("/api/jobs", { method: "POST", body: settings });
export const endJob = (job) => call(`/api/jobs/${job}`, { method: "DELETE" });
export const save = (job, image, caption) => call("/api/images", { method: "POST", body: { job, image, caption } });
export const search = (parameters) => call(`/api/images?${address(parameters)}`);
export const rename = (hash, caption) => call(`/api/images/${hash}`, { method: "PATCH", body: { caption } });
export const remove = (hash) => call(`/api/images/${hash}`, { method: "DELETE" });

// Follows a job's events and calls handlers[name](data); handlers.lost() when the gateway no longer knows the job.
// The browser reconnects by itself and the gateway goes on after the last event that arrived.
export function watch(job, handlers) {
    const source = new EventSource(`/api/jobs/${job}/events`);
    const close = () => source.close();
    for (const name of ["queued", "started", "preview", "image", "finished", "cancelled", "failed"]) {
        source.addEventListener(name, (event) => {
            if (["finished", "cancelled", "failed"].includes(name)) close();
            handlers[name]?.(JSON.parse(event.data));
        });
    }
    source.onerror = () => {
        if (source.readyState === EventSource.CLOSED) handlers.lost();
        else handlers.interrupted();
    };
    return close;
}
