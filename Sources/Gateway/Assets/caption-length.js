// Characters as people count them, as the gateway does.

export const mostCharacters = Number(document.querySelector("[data-maximum]")?.dataset.maximum ?? 200);

const segmenter = "Segmenter" in Intl ? new Intl.Segmenter() : null;

export function length(text) {
    let count = 0;
    for (const _ of segmenter ? segmenter.segment(text) : text) count += 1;
    return count;
}
