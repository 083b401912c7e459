// Shows the steps of a picture one after another: as they come where they come slowly, and at a pace that eyes can follow
// where they come all at once.

// Milliseconds for all steps together, when they are there sooner than they can be seen.
const whole = 1100;
const longestFade = 260;
const still = matchMedia("(prefers-reduced-motion: reduce)");

export class Player {
    #draw;
    #waiting = [];
    #shown = null;
    #last = 0;
    #pace = 40;
    #frame = 0;
    #ended = null;

    // draw(step, before, share) shows a step, mixed with the one before it while share is below 1.
    constructor(draw) {
        this.#draw = draw;
    }

    reset(steps = 25) {
        cancelAnimationFrame(this.#frame);
        this.#frame = 0;
        this.#waiting = [];
        this.#shown = null;
        this.#ended = null;
        this.#pace = still.matches ? 0 : Math.min(90, Math.max(16, whole / Math.max(1, steps)));
    }

    // A step that was decoded late is not shown after a newer one.
    push(step) {
        if (step <= (this.#waiting.at(-1)?.step ?? this.#shown?.step ?? 0)) return;
        this.#waiting.push({ step, came: performance.now() });
        this.#wake();
    }

    // Calls `then` when the last step has been shown.
    end(then) {
        this.#ended = then;
        this.#wake();
    }

    #wake() {
        if (this.#frame === 0) this.#frame = requestAnimationFrame((now) => this.#tick(now));
    }

    #tick(now) {
        this.#frame = 0;
        const since = now - this.#last;
        if (this.#waiting.length > 0 && (this.#shown === null || since >= this.#pace)) {
            // Never further behind than the time that all steps may take.
            const skip = Math.max(1, Math.ceil((this.#waiting.length * Math.max(this.#pace, 1)) / whole));
            const next = this.#waiting.splice(0, skip).at(-1);
            const slow = this.#shown === null ? 0 : Math.min(longestFade, next.came - this.#shown.came);
            this.#shown = { ...next, before: this.#shown?.step ?? null, fade: still.matches || slow < 60 ? 0 : slow };
            this.#last = now;
        }
        if (this.#shown) {
            const share = this.#shown.fade > 0 ? Math.min(1, (now - this.#last) / this.#shown.fade) : 1;
            this.#draw(this.#shown.step, this.#shown.before, share);
            if (share < 1) return this.#wake();
        }
        if (this.#waiting.length > 0) return this.#wake();
        if (this.#ended) {
            const then = this.#ended;
            this.#ended = null;
            then();
        }
    }
}
