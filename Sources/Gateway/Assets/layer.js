// What lies above everything else. While a dialog is open, nothing outside of it can be seen, pressed or selected.

export const top = () => [...document.querySelectorAll("dialog[open]")].at(-1) ?? document.body;
