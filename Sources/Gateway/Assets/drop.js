// Pictures that are brought to the page: chosen, dropped on it or pasted.

const $ = (id) => document.getElementById(id);

// take(file) is told of each.
export function welcomePictures(take) {
    $("picture-file").addEventListener("change", async ({ target }) => {
        if (target.files.length > 0) await take(target.files[0]);
        target.value = "";
    });

    const carriesFile = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
    let depth = 0;
    addEventListener("dragenter", (event) => {
        if (!carriesFile(event)) return;
        depth += 1;
        $("drop").hidden = false;
    });
    addEventListener("dragleave", (event) => {
        if (carriesFile(event) && --depth <= 0) $("drop").hidden = true;
    });
    addEventListener("dragover", (event) => carriesFile(event) && event.preventDefault());
    addEventListener("drop", async (event) => {
        if (!carriesFile(event)) return;
        event.preventDefault();
        depth = 0;
        $("drop").hidden = true;
        await take(event.dataTransfer.files[0]);
    });
    addEventListener("paste", async (event) => {
        const file = [...(event.clipboardData?.files ?? [])].find(({ type }) => type === "image/png");
        if (file) await take(file);
    });
}
