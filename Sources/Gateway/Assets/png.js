// The chunks of a PNG file (PNG specification, third edition, section 5): where Reverie keeps a picture's recipe.

const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const keyword = "reverie";

function* chunks(bytes) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    if (!signature.every((byte, index) => bytes[index] === byte)) return;
    for (let start = signature.length; start + 12 <= bytes.length; ) {
        const length = view.getUint32(start);
        const end = start + 12 + length;
        if (end > bytes.length) return;
        yield { type: latin(bytes.subarray(start + 4, start + 8)), data: bytes.subarray(start + 8, start + 8 + length), start, end };
        start = end;
    }
}

const latin = (bytes) => String.fromCharCode(...bytes);

// The chunk with the recipe: its text, and its bytes from length to checksum. null if there is none. Texts that Latin-1 can
// hold come in a tEXt chunk, the others in an iTXt chunk.
export function recipeChunk(bytes) {
    for (const { type, data, start, end } of chunks(bytes)) {
        if (latin(data.subarray(0, keyword.length + 1)) !== `${keyword}\0`) continue;
        const text = type === "tEXt" ? latinText(data) : type === "iTXt" ? internationalText(data) : null;
        if (text !== null) return { text, bytes: bytes.subarray(start, end) };
    }
    return null;
}

const latinText = (data) => new TextDecoder("latin1").decode(data.subarray(keyword.length + 1));

// Compression flag and method, then a language and a translated keyword, each up to a zero, then the text.
function internationalText(data) {
    const flag = data[keyword.length + 1];
    const language = data.indexOf(0, keyword.length + 3);
    const translated = language < 0 ? -1 : data.indexOf(0, language + 1);
    if (flag !== 0 || translated < 0) return null;
    return new TextDecoder().decode(data.subarray(translated + 1));
}

// The file with a chunk more, behind its header.
export function withChunk(file, chunk) {
    const header = [...chunks(file)].find(({ type }) => type === "IHDR");
    if (!header) return file;
    const result = new Uint8Array(file.length + chunk.length);
    result.set(file.subarray(0, header.end));
    result.set(chunk, header.end);
    result.set(file.subarray(header.end), header.end + chunk.length);
    return result;
}
