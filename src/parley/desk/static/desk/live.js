// Says when to read the desk anew: when the stream tells of a change and, where there is no stream, every ten seconds.
// While the tab is hidden nothing is read, and no stream is open.

const LEAST_MILLISECONDS = 1_000; // from one reading to the next, however many changes are told
const EVERY_MILLISECONDS = 10_000;
const RARELY_MILLISECONDS = 60_000; // with a stream: what runs out by itself, such as a lease, is not told

export class Live {
  #address;
  #read;
  #source = null;
  #isTold = false; // the stream begins with a change, so one that brings nothing is none
  #isSecondTry = false;
  #isReading = false;
  #isStale = false;
  #readAt = 0;

  /** `address`: gives the stream's, with a ticket as new as there is; `read`: reads, which brings another ticket. */
  constructor({ address, read }) {
    this.#address = address;
    this.#read = read;
  }

  start() {
    document.addEventListener("visibilitychange", () => this.#look());
    setInterval(() => this.#tick(), EVERY_MILLISECONDS);
    this.#look();
  }

  #look() {
    this.#isSecondTry = false;
    if (document.hidden) this.#close();
    else this.#open();
  }

  #tick() {
    if (document.hidden) return;
    if (!this.#source) this.#open();
    else if (!this.#isTold || Date.now() - this.#readAt >= RARELY_MILLISECONDS) this.#changed();
  }

  /** Open the stream; whether that succeeds or fails, the desk is read. */
  #open() {
    if (this.#source) return;
    this.#source = new EventSource(this.#address());
    this.#source.addEventListener("changed", () => {
      this.#isTold = true;
      this.#isSecondTry = false;
      this.#changed();
    });
    this.#source.addEventListener("error", () => this.#lost());
  }

  #close() {
    this.#source?.close();
    this.#source = null;
    this.#isTold = false;
  }

  /** The stream has ended, or there is none: perhaps another ticket helps, and else the next tick. */
  async #lost() {
    this.#close();
    await this.#changed();
    if (this.#isSecondTry || document.hidden) return;
    this.#isSecondTry = true;
    this.#open();
  }

  /** Read now, or once LEAST_MILLISECONDS have passed since the last reading. */
  async #changed() {
    this.#isStale = true;
    if (this.#isReading) return;
    this.#isReading = true;
    try {
      while (this.#isStale && !document.hidden) {
        this.#isStale = false;
        this.#readAt = Date.now();
        await this.#read();
        await new Promise((done) => setTimeout(done, LEAST_MILLISECONDS));
      }
    } finally {
      this.#isReading = false;
    }
  }
}
