// The cards of the catalogue's grid: a picture, its caption, and a tick to choose it by.

const reasons = { words: "by its words", meaning: "by its meaning", both: "by words and meaning" };
const longPress = 450;
let template;

function stamp() {
    template ??= document.getElementById("card");
    return template.content.firstElementChild.cloneNode(true);
}

// `handlers`: image(place), isChosen(hash), isChoosing(), isActive(place), open(image, place), toggle(image, place),
// extend(place), move(place).
export function makeCard(handlers) {
    const item = stamp();
    const [card, tick] = item.querySelectorAll("button");
    const picture = item.querySelector("img");
    const [text, match] = item.querySelectorAll(".caption > *");
    let place = 0;
    let image = null;
    let pressed = 0;
    let wasLong = false;

    picture.addEventListener("load", () => item.classList.add("loaded"));
    picture.addEventListener("error", () => item.classList.toggle("broken", picture.hasAttribute("src")));

    const act = (event) => {
        if (!image || wasLong) return (wasLong = false);
        if (event.shiftKey) handlers.extend(place);
        else if (handlers.isChoosing() || event.ctrlKey || event.metaKey) handlers.toggle(image, place);
        else handlers.open(image, place);
    };
    card.addEventListener("click", act);
    tick.addEventListener("click", (event) => {
        if (!image) return;
        if (event.shiftKey) handlers.extend(place);
        else handlers.toggle(image, place);
    });
    card.addEventListener("focus", () => handlers.move(place));

    // A finger that rests on a picture chooses it.
    const release = () => clearTimeout(pressed);
    card.addEventListener("pointerdown", (event) => {
        wasLong = false;
        release();
        if (event.pointerType !== "touch") return;
        pressed = setTimeout(() => {
            wasLong = true;
            if (image) handlers.toggle(image, place);
            navigator.vibrate?.(10);
        }, longPress);
    });
    for (const type of ["pointerup", "pointercancel", "pointermove", "pointerleave"])
        card.addEventListener(type, (event) => {
            if (type !== "pointermove" || Math.hypot(event.movementX, event.movementY) > 4) release();
        });
    card.addEventListener("contextmenu", (event) => {
        if (pressed && event.pointerType === "touch") event.preventDefault();
    });

    return {
        item,
        focus: () => card.focus({ preventScroll: true }),
        fill(at, isQuick) {
            place = at;
            const before = image;
            image = handlers.image(place) ?? null;
            card.tabIndex = handlers.isActive(place) ? 0 : -1;
            // The keyboard may be at a picture before it has come, so the card is not disabled.
            card.setAttribute("aria-disabled", String(!image));
            tick.hidden = !image;
            const isChosen = image !== null && handlers.isChosen(image.hash);
            item.classList.toggle("chosen", isChosen);
            tick.setAttribute("aria-pressed", String(isChosen));
            if (image?.hash !== before?.hash || !picture.hasAttribute("src")) {
                item.classList.remove("loaded", "broken");
                picture.removeAttribute("src");
            }
            if (!image) {
                card.setAttribute("aria-label", "A picture that is on its way");
                text.textContent = match.textContent = "";
                return;
            }
            card.removeAttribute("aria-label");
            if (!isQuick && picture.getAttribute("src") !== image.url) picture.src = image.url;
            if (text.textContent !== image.caption) text.textContent = image.caption;
            tick.setAttribute("aria-label", `Choose “${image.caption}”`);
            match.textContent = image.match ? reasons[image.match] : "";
            match.hidden = !image.match;
        },
    };
}
