// Runs before the page is drawn, so that it has its colours from the first moment. What was chosen stays on this device.

"use strict";

{
    const root = document.documentElement;
    const paper = { light: [252, 252, 251], dark: [17, 17, 19] };
    const accents = {
        Iris: "#4f46e5",
        Ink: "#3f3f46",
        Sea: "#0f766e",
        Fern: "#3f7d20",
        Amber: "#b45309",
        Rose: "#e11d48",
        Orchid: "#a21caf",
    };

    const remembered = (name, standard) => {
        try {
            return localStorage.getItem(name) ?? standard;
        } catch {
            return standard;
        }
    };
    const remember = (name, value) => {
        try {
            localStorage.setItem(name, value);
        } catch {
            // A browser that keeps nothing still shows what was chosen, until the page is left.
        }
    };

    // Contrast as WCAG 2 defines it.
    const luminance = (colour) => {
        const [r, g, b] = colour.map((value) => {
            const share = value / 255;
            return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
        });
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const contrast = (one, other) => {
        const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b);
        return (high + 0.05) / (low + 0.05);
    };
    const parse = (text) => [1, 3, 5].map((start) => parseInt(text.slice(start, start + 2), 16));
    const mixed = (colour, other, share) => colour.map((value, index) => Math.round(value + (other[index] - value) * share));

    // The colour, as much nearer to black or white as text in it needs to be read on paper, and paper's on it.
    const readable = (colour, background, towards) => {
        for (let share = 0; share < 1; share += 0.02) {
            const shade = mixed(colour, towards, share);
            if (contrast(shade, background) >= 5) return `rgb(${shade.join(" ")})`;
        }
        return `rgb(${towards.join(" ")})`;
    };

    const apply = () => {
        const theme = remembered("reverie.theme", "system");
        if (theme === "system") delete root.dataset.theme;
        else root.dataset.theme = theme;
        const accent = remembered("reverie.accent", accents.Iris);
        if (!/^#[0-9a-f]{6}$/i.test(accent)) return;
        const light = readable(parse(accent), paper.light, [0, 0, 0]);
        const dark = readable(parse(accent), paper.dark, [255, 255, 255]);
        root.style.setProperty("--accent", `light-dark(${light}, ${dark})`);
    };
    apply();
    addEventListener("storage", apply);

    document.addEventListener("DOMContentLoaded", () => {
        const dialog = document.getElementById("appearance-dialog");
        const own = document.getElementById("own-accent");
        const swatches = document.getElementById("swatches");
        for (const [name, colour] of Object.entries(accents)) {
            const label = document.createElement("label");
            const input = Object.assign(document.createElement("input"), { type: "radio", name: "accent", value: colour });
            const spot = Object.assign(document.createElement("span"), { title: name });
            const text = Object.assign(document.createElement("span"), { className: "hidden", textContent: name });
            spot.style.background = colour;
            label.append(input, spot, text);
            swatches.insertBefore(label, swatches.lastElementChild);
        }
        const show = () => {
            const theme = remembered("reverie.theme", "system");
            const accent = remembered("reverie.accent", accents.Iris);
            for (const radio of dialog.querySelectorAll("[name=theme]")) radio.checked = radio.value === theme;
            for (const radio of dialog.querySelectorAll("[name=accent]")) radio.checked = radio.value === accent;
            own.value = accent;
        };
        document.getElementById("appearance").addEventListener("click", () => {
            show();
            dialog.showModal();
        });
        dialog.addEventListener("input", ({ target }) => {
            if (target.name === "theme") remember("reverie.theme", target.value);
            else remember("reverie.accent", target.value);
            apply();
            show();
        });
        dialog.addEventListener("click", (event) => {
            if (event.target === dialog) dialog.close();
        });
    });
}
