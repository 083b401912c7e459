// What a screen reader says, besides what it finds by itself: milestones, not every step.

const quiet = document.getElementById("announce");
const loud = document.getElementById("alarm");

export function announce(text) {
    if (quiet.textContent !== text) quiet.textContent = text;
}

export function alarm(text) {
    // The same words again are news only if something else was said between.
    if (loud.textContent !== text) loud.textContent = text;
}
