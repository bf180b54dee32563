/**
 * <div data-quotable>…</div> <div data-parley-marks> #shadow: <button aria-label="3 comments answer: “The boat …”">3</button> </div>
 *
 * Marks in the margin at the passages of the article that comments answer; opened, a mark shows those comments. The words
 * themselves are underlined by the CSS Custom Highlight API where there is one. The article is only read: no node of it is
 * changed, and the one element that is added stands after it.
 */
import { articleOf, Text } from "./text.js";

const NAME = "parley-passage";
const WORDS_SAID = 8; // of a passage, in a mark's name
const SIZE = 24; // pixels, the least a finger or a shaky hand hits (WCAG 2.2, 2.5.8)
const GAP = 6;
const BLOCKS = "p, li, h1, h2, h3, h4, h5, h6, blockquote, figcaption, dd, dt, td, th, pre";
const HIGHLIGHTS = `
::highlight(${NAME}) { text-decoration: underline 1px dotted; text-underline-offset: 0.2em; }
::highlight(${NAME}-open) { background-color: rgb(12 120 128 / 0.25); }
`;

export async function start(thread) {
  const article = articleOf(thread);
  if (!article) return;
  const marks = new Marks(thread, article);
  await thread.wear("passages");
  await marks.dress();
  await idle();
  await marks.load();
  let timer = 0;
  const again = () => {
    clearTimeout(timer);
    timer = setTimeout(() => marks.load(), 300);
  };
  thread.addEventListener("parley:passages", again);
  thread.addEventListener("parley:window", ({ detail }) => {
    if (detail.comments?.some((comment) => comment.querySelector?.("[data-passage]"))) again();
  });
  // Before the thread's own listener, which would follow the link.
  thread.root.addEventListener("click", (event) => marks.follow(event), { capture: true });
}

const idle = () => new Promise((done) => (globalThis.requestIdleCallback ?? setTimeout)(done));

class Marks {
  #thread;
  #article;
  #overlay = document.createElement("div");
  #root = this.#overlay.attachShadow({ mode: "open" });
  #shown = new Map(); // a passage's id -> {passage, range, button}
  #painting = 0;

  constructor(thread, article) {
    this.#thread = thread;
    this.#article = article;
    this.#overlay.dataset.parleyMarks = "";
    const observer = new ResizeObserver(() => this.#paintSoon());
    observer.observe(article);
    observer.observe(document.documentElement);
    document.fonts?.ready.then(() => this.#paintSoon());
    document.fonts?.addEventListener?.("loadingdone", () => this.#paintSoon());
    addEventListener("resize", () => this.#paintSoon());
  }

  /** The overlay has a shadow root of its own, so that a host's styles and ours do not meet. */
  async dress() {
    const list = document.createElement("div");
    list.className = "passage-marks";
    list.role = "group";
    list.ariaLabel = this.#thread.word("passages");
    this.#root.append(list);
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(await (await fetch(new URL("marks.css", import.meta.url))).text());
    this.#root.adoptedStyleSheets = [sheet];
    if (globalThis.CSS?.highlights) {
      const highlights = new CSSStyleSheet();
      highlights.replaceSync(HIGHLIGHTS);
      document.adoptedStyleSheets = [...document.adoptedStyleSheets, highlights];
    }
  }

  async load() {
    let passages;
    try {
      ({ passages } = await this.#thread.ask(this.#address()));
    } catch {
      return; // the article reads well without
    }
    const text = new Text(this.#article);
    const list = this.#root.querySelector(".passage-marks");
    const held = this.#root.activeElement;
    const before = this.#shown;
    this.#shown = new Map();
    for (const passage of passages) {
      const range = text.find(passage);
      if (!range || !range.getClientRects().length) continue; // not on this page, or not to be seen
      const button = before.get(passage.id)?.button ?? this.#button(passage.id);
      this.#shown.set(passage.id, { passage, range, button });
      button.textContent = passage.count > 99 ? "99+" : passage.count;
      button.ariaLabel = `${this.#thread.words("passage", passage.count)} “${beginning(passage.exact)}”`;
    }
    const ordered = [...this.#shown.values()].sort((a, b) => a.range.compareBoundaryPoints(Range.START_TO_START, b.range));
    list.replaceChildren(...ordered.map(({ button }) => button));
    if (held?.isConnected) held.focus({ preventScroll: true });
    if (ordered.length && !this.#overlay.isConnected) this.#article.after(this.#overlay);
    this.#highlight(NAME, ordered.map(({ range }) => range));
    this.#ordered = ordered;
    this.#paint();
  }

  #address(rest = "") {
    return this.#thread.fresh(`/threads/${this.#thread.dataset.thread}/passages/${rest}`);
  }

  #ordered = [];

  #button(id) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "passage-mark";
    button.setAttribute("aria-haspopup", "dialog");
    button.addEventListener("click", () => this.#open(id));
    for (const sign of ["pointerenter", "focus"]) button.addEventListener(sign, () => this.#lit(id));
    for (const sign of ["pointerleave", "blur"]) button.addEventListener(sign, () => this.#lit());
    return button;
  }

  #highlight(name, ranges) {
    if (!globalThis.CSS?.highlights) return;
    if (ranges.length) CSS.highlights.set(name, new Highlight(...ranges));
    else CSS.highlights.delete(name);
  }

  #lit(id) {
    const shown = this.#shown.get(id);
    this.#highlight(`${NAME}-open`, shown ? [shown.range] : []);
  }

  // --- where the marks stand -------------------------------------------------------------------------------------------

  #paintSoon() {
    this.#painting ||= requestAnimationFrame(() => {
      this.#painting = 0;
      this.#paint();
    });
  }

  /** By transform alone: it moves nothing else and counts as no layout shift. */
  #paint() {
    if (!this.#overlay.isConnected) return;
    const origin = this.#overlay.getBoundingClientRect();
    const mirrored = getComputedStyle(this.#article).direction === "rtl";
    const width = document.documentElement.clientWidth;
    let free = -Infinity;
    const places = this.#ordered.map(({ range }) => {
      const line = range.getClientRects()[0];
      const from = range.startContainer.parentElement;
      const block = (from.closest(BLOCKS) ?? this.#article).getBoundingClientRect();
      if (!line) return null;
      // In the margin after the text, or at the window's edge where there is none.
      const across = mirrored ? Math.max(0, block.left - GAP - SIZE) : Math.min(width - SIZE, block.right + GAP);
      const narrow = mirrored ? block.left < SIZE + GAP : block.right + GAP + SIZE > width;
      const down = Math.max(free, line.top + (line.height - SIZE) / 2);
      free = down + SIZE + 2;
      return [across - origin.left, down - origin.top, narrow];
    });
    this.#ordered.forEach(({ button }, index) => {
      const place = places[index];
      button.hidden = !place;
      if (!place) return;
      button.style.transform = `translate(${place[0]}px, ${place[1]}px)`;
      button.classList.toggle("passage-mark-narrow", place[2]);
      button.classList.toggle("passage-mark-mirrored", mirrored);
    });
  }

  // --- both ways -------------------------------------------------------------------------------------------------------

  /** A link from a comment to its passage: go there, and say so with the focus on its mark. */
  follow(event) {
    if (event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const link = event.target.closest?.("[data-passage] a");
    const shown = link && this.#shown.get(Number(link.closest("[data-passage]").dataset.passage));
    if (!shown) return;
    event.preventDefault();
    event.stopPropagation();
    const { top, height } = shown.range.getBoundingClientRect();
    scrollBy({ top: top - Math.max(0, (innerHeight - height) / 3) });
    shown.button.focus({ preventScroll: true });
  }

  async #open(id) {
    const { passage, button } = this.#shown.get(id);
    const thread = this.#thread;
    const panel = panelMake(thread, button);
    thread.root.append(panel);
    panel.showModal();
    this.#lit(id);
    panel.addEventListener("close", () => {
      panel.remove();
      this.#lit();
      if (!panel.returnValue) button.focus({ preventScroll: true });
    });
    await fill(thread, panel, this.#address(`${passage.id}/?fragment=1`));
  }
}

function beginning(words) {
  const all = words.split(/\s+/);
  return all.length > WORDS_SAID ? `${all.slice(0, WORDS_SAID).join(" ")} …` : all.join(" ");
}

/** <dialog aria-label="3 comments answer: …"> <button>Close</button> <div> what the server sends </div> </dialog> */
function panelMake(thread, button) {
  const panel = document.createElement("dialog");
  const close = document.createElement("button");
  const middle = document.createElement("div");
  panel.className = "thread passage-panel";
  panel.ariaLabel = button.ariaLabel;
  close.type = "button";
  close.className = "button-quiet passage-close";
  close.textContent = thread.word("passage-close");
  close.addEventListener("click", () => panel.close());
  middle.className = "passage-comments";
  middle.tabIndex = 0; // it scrolls
  middle.role = "region";
  middle.ariaLabel = button.ariaLabel;
  panel.append(close, middle);
  panel.addEventListener("click", (event) => {
    if (event.target === panel) return panel.close(); // beside it
    const link = event.target.closest("a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return undefined;
    event.stopPropagation();
    const number = /#comment-(\d+)$/.exec(link.hash)?.[1];
    if (number) {
      event.preventDefault();
      panel.close("gone");
      return thread.show(number);
    }
    if (link.rel === "next") {
      event.preventDefault();
      const address = new URL(link.href);
      address.searchParams.set("fragment", "1");
      link.closest("p").remove();
      return fill(thread, panel, address.href);
    }
    return undefined;
  });
  return panel;
}

/** Put what the server sends at the end: read only, and without the ids, which the thread has. */
async function fill(thread, panel, address) {
  const middle = panel.querySelector(".passage-comments");
  middle.setAttribute("aria-busy", "true");
  try {
    const html = thread.dressed(await thread.fragment(address));
    for (const one of html.querySelectorAll(".comment-actions")) one.remove();
    for (const one of html.querySelectorAll("[id]")) one.removeAttribute("id");
    for (const one of html.querySelectorAll("[aria-labelledby]")) one.removeAttribute("aria-labelledby");
    // The reader comes from the passage; its words stand above once.
    for (const one of html.querySelectorAll(".passage-place, .comment-quoted")) one.remove();
    if (middle.childElementCount) html.querySelector(".passage-words").remove();
    middle.append(html);
  } catch (problem) {
    const words = document.createElement("p");
    words.role = "alert";
    words.textContent = problem.detail || thread.word("failed");
    middle.append(words);
  }
  middle.removeAttribute("aria-busy");
}
