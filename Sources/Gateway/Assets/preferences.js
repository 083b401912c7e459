// What this page remembers on the device (reverie.*), kept with the account as well, so that it is the same on every device.

import * as api from "/assets/account-api.js";

const prefix = "reverie.";
// What the account is known to have, as of when this device last heard.
const keptName = "kept-with-account";

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

function remember(preferences) {
    known = text(preferences);
    try {
        localStorage.setItem(keptName, JSON.stringify(preferences));
    } catch {
        // Nothing is kept here.
    }
}

function kept() {
    try {
        return JSON.parse(localStorage.getItem(keptName));
    } catch {
        return null;
    }
}

async function keep() {
    const now = own();
    if (known === null || text(now) === known) return;
    known = text(now);
    try {
        await api.setPreferences(now);
        remember(now);
    } catch {
        known = "";
    }
}

// What the account has goes over what the device has, but for what has been changed here since the account last took it: the page
// may have been left before that had arrived.
export async function fetchPreferences() {
    const preferences = await api.preferences().catch(() => null);
    if (!preferences) return;
    const [here, before] = [own(), kept()];
    try {
        for (const [name, value] of Object.entries(preferences)) {
            const changedHere = before !== null && here[name] !== before[name];
            if (name.startsWith(prefix) && !changedHere) localStorage.setItem(name, value);
        }
    } catch {
        // Nothing is kept here.
    }
    // As if another tab had changed them: what has read them already reads them once more, before it writes its own back.
    dispatchEvent(new Event("storage"));
    remember(preferences);
    keep();
}

export function forgetPreferences() {
    known = null;
    try {
        for (const name of [keptName, ...Object.keys(own())]) localStorage.removeItem(name);
    } catch {
        // Nothing is kept here.
    }
}

// Whenever somebody looks away, what has changed is kept.
addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") keep();
});

if (!location.pathname.startsWith("/sign-in")) await fetchPreferences();
