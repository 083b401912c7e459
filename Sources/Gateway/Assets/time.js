// Times and addresses as people read them.

export function seconds(milliseconds) {
    if (milliseconds < 1000) return "less than a second";
    const rounded = Math.round(milliseconds / 1000);
    if (rounded < 100) return rounded === 1 ? "1 second" : `${rounded} seconds`;
    return `${Math.round(rounded / 60)} minutes`;
}

// The jobs that a page's path names: /jobs/ID or /jobs/ID,ID.
export function arrive(path) {
    const match = /^\/jobs\/([0-9a-f]{32}(?:,[0-9a-f]{32})*)$/.exec(path);
    return match ? match[1].split(",").slice(0, 16) : [];
}
