// What is remembered on this device. A browser that keeps nothing is no reason to fail.

export function recall(name, standard) {
    try {
        return JSON.parse(localStorage.getItem(name)) ?? standard;
    } catch {
        return standard;
    }
}

export function remember(name, value) {
    try {
        localStorage.setItem(name, JSON.stringify(value));
    } catch {
        // Full, or forbidden.
    }
}
