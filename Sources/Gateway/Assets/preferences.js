// What this page remembers on the device (reverie.*), kept with the account as well, so that it is the same on every device.

import * as api from "/assets/account-api.js";

const prefix = "reverie.";

function own() {
    const all = {};
    try {
        for (let index = 0; index < localStorage.length; index += 1) {
            const name = localStorage.key(index);
            if (name.startsWith(prefix)) all[name] = localStorage.getItem(name);
        }
    } catch {
        // Nothing is kept here.
    }
    return all;
}

const text = (preferences) => JSON.stringify(Object.entries(preferences).sort());

let known = null;

// What the account has goes over what the device has.
export async function fetchPreferences() {
    const preferences = await api.preferences().catch(() => null);
    if (!preferences) return;
    try {
        for (const [name, value] of Object.entries(preferences)) if (name.startsWith(prefix)) localStorage.setItem(name, value);
    } catch {
        // Nothing is kept here.
    }
    // As if another tab had changed them: what has read them already reads them once more, before it writes its own back.
    dispatchEvent(new Event("storage"));
    known = text(own());
}

export function forgetPreferences() {
    known = null;
    try {
        for (const name of Object.keys(own())) localStorage.removeItem(name);
    } catch {
        // Nothing is kept here.
    }
}

// Whenever somebody looks away, what has changed is kept.
addEventListener("visibilitychange", () => {
    const now = own();
    if (document.visibilityState !== "hidden" || known === null || text(now) === known) return;
    known = text(now);
    api.setPreferences(now).catch(() => (known = ""));
});

if (!location.pathname.startsWith("/sign-in")) await fetchPreferences();
