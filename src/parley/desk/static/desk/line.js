// The line of comments to judge: the one before the eyes, up to three ahead, and those already seen.

import { Refusal, ask } from "./client.js";

const AHEAD = 3;
const RENEW_MILLISECONDS = 60_000;

export class Line {
  /** `looking`: queue, order and filter; `first`: the comment that the page came with. */
  constructor(looking, first) {
    this.looking = looking;
    this.current = first;
    this.ahead = [];
    this.seen = [];
    this.decided = new Set(); // ids not to be served again while their decision is on its way
    this.filling = null;
    setInterval(() => this.#renew(), RENEW_MILLISECONDS);
    addEventListener("pagehide", () => this.#release());
    // The browser may show the page again as it was, without what was let go.
    addEventListener("pageshow", (event) => event.persisted && location.reload());
  }

  /** Fetch comments until enough are ahead. Quietly: who needs one asks `next`. */
  fill() {
    this.filling ??= this.#fetch().finally(() => (this.filling = null));
    return this.filling;
  }

  /** Go on: return the next comment, or null when nothing waits. Throws Refusal. */
  async next() {
    if (!this.ahead.length) await this.fill();
    if (this.current) this.seen.push(this.current);
    this.current = this.ahead.shift() ?? null;
    this.fill().catch(() => {});
    return this.current;
  }

  /** Put a comment before the eyes again; the present one waits behind it. */
  put(item) {
    if (this.current && this.current.id !== item.id) this.ahead.unshift(this.current);
    this.ahead = this.ahead.filter((one) => one.id !== item.id);
    this.seen = this.seen.filter((one) => one.id !== item.id);
    this.decided.delete(item.id);
    this.current = item;
  }

  /** Read a comment anew and take it for ourselves. Throws Refusal. */
  async fetchOne(id) {
    const answer = await ask("lease", { comments: [id], card: true, ...this.looking });
    if (!answer.item) throw new Refusal("leased", "");
    return answer.item;
  }

  async #fetch() {
    const most = AHEAD - this.ahead.length;
    if (most <= 0) return;
    const have = [this.current?.id, ...this.ahead.map((one) => one.id), ...this.decided];
    const known = [...new Set(have.filter(Boolean))].slice(0, 8);
    const answer = await ask("next", { ...this.looking, have: known, most });
    const fresh = answer.items.filter((one) => !known.includes(one.id) && !this.decided.has(one.id));
    this.ahead.push(...fresh);
  }

  async #renew() {
    if (document.hidden || !this.current) return;
    const comments = [this.current, ...this.ahead].map((one) => one.id);
    try {
      const { lost } = await ask("lease", { comments });
      this.ahead = this.ahead.filter((one) => !lost.includes(one.id));
    } catch {
      // The next one that is asked for says what is wrong.
    }
  }

  #release() {
    const comments = [this.current, ...this.ahead].filter(Boolean).map((one) => one.id);
    if (comments.length) ask("lease", { comments, release: true }).catch(() => {});
  }
}
