// Decoded pictures by their addresses, so that going to and fro among them is instant.

const most = 400;
const known = new Map();

// The decoded picture, or null if it cannot be had.
export function picture(url) {
    if (url === null) return Promise.resolve(null);
    let promise = known.get(url);
    if (!promise) {
        const image = new Image();
        image.src = url;
        promise = image.decode().then(
            () => image,
            () => {
                known.delete(url);
                return null;
            },
        );
        if (known.size >= most) known.delete(known.keys().next().value);
        known.set(url, promise);
    }
    return promise;
}
