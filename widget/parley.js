/**
 * <script type="module" src="https://HOST/widget/parley.js"></script>
 * <parley-thread site="…" key="…"></parley-thread>
 *
 * With `site` it asks HOST for the thread and shows it in a shadow root; without, it works over the thread that our own
 * server put into it. From there one code serves both. All HTML put in was rendered by that server; actions are JSON.
 * Attributes, events, parts: docs/reference/widget.md.
 */
import { recall, remember } from "./storage.js";

export const HOST = new URL("..", import.meta.url).href.slice(0, -1);
const PROOF = `guest:${HOST}`; // a guest's token, where cookies of another site are blocked
const PATIENCE = 30_000; // milliseconds a request may take
const NEAR = "600px"; // the form's script comes when the form is this near
const NAMES = ["order", "flat", "after", "before", "branch", "comment"]; // what an address says of a thread
const PARTS = {
  thread: ".thread",
  head: ".thread-head",
  orders: ".thread-orders",
  more: ".thread-more",
  notice: ".thread-notice",
  comment: ".comment",
  "comment-head": ".comment-head",
  "comment-body": ".comment-body",
  quoted: ".comment-quoted",
  actions: ".comment-actions",
  value: ".comment-value button",
  form: ".comment-form",
  button: ".button",
};
const sheets = new Map();
const numberIn = (hash) => /^#comment-(\d+)$/.exec(hash)?.[1];

/** What went wrong with a request: `status` (0: no connection), and of the server's problem `code`, `detail`, `errors`. */
export class Problem extends Error {
  constructor(status, data = {}) {
    super(data.detail ?? "");
    Object.assign(this, data, { status });
  }
}

class ParleyThread extends HTMLElement {
  #modules = new Map();

  async connectedCallback() {
    if (this.root) return this.live?.start(); // moved within the page
    this.outside = this.hasAttribute("site");
    this.root = this.outside ? this.attachShadow({ mode: "open" }) : this;
    if (!this.outside || (await this.#embed())) this.#begin();
  }

  disconnectedCallback() {
    this.live?.stop();
  }

  // --- on another site -----------------------------------------------------------------------------------------------

  async #embed() {
    const styles = ["thread", "comment"].map((name) => this.wear(name));
    this.setAttribute("aria-busy", "true");
    try {
      const view = (await this.#view()).querySelector("parley-thread");
      await Promise.all(styles);
      Object.assign(this.dataset, view.dataset);
      if (view.lang) Object.assign(this, { lang: view.lang, dir: view.dir });
      this.root.replaceChildren(...this.dressed(view).childNodes);
      return true;
    } catch (problem) {
      await Promise.allSettled(styles);
      this.#embedFailed(problem);
      return false;
    } finally {
      this.removeAttribute("aria-busy");
    }
  }

  /** The thread's HTML; a page nobody has commented on gets its thread now. */
  async #view() {
    const site = encodeURIComponent(this.getAttribute("site"));
    const canonical = document.querySelector("link[rel=canonical]")?.href;
    const page = {
      key: this.getAttribute("key") || new URL(canonical || location.href).pathname,
      title: this.getAttribute("page-title") || document.title,
      url: this.getAttribute("url") || canonical || location.href.split("#")[0],
    };
    const address = `${HOST}/widget/view/${site}/?${new URLSearchParams({ key: page.key, ...this.wanted() })}`;
    try {
      return await this.fragment(address);
    } catch (problem) {
      if (problem.code !== "thread_unknown") throw problem;
      await this.ask(`${HOST}/api/v1/sites/${site}/threads`, { method: "POST", body: page });
      return this.fragment(address);
    }
  }

  /** Nothing of ours came, so there are no translated words; what the server said of it comes first. */
  #embedFailed({ detail }) {
    const words = document.createElement("p");
    const again = document.createElement("button");
    words.className = "thread thread-notice";
    words.role = "alert";
    words.append(detail || "The comments could not be loaded.", " ", again);
    again.textContent = "Try again";
    again.addEventListener("click", async () => (await this.#embed()) && this.#begin());
    this.root.replaceChildren(words);
  }

  // --- both ----------------------------------------------------------------------------------------------------------

  #begin() {
    this.window = this.find(".thread-window");
    this.root.addEventListener("click", (event) => this.#click(event));
    this.root.addEventListener("submit", (event) => this.#submit(event));
    this.root.addEventListener("focusin", ({ target }) => {
      if (target.closest("parley-comment-form")) this.use("form");
    });
    if (!this.outside) addEventListener("popstate", () => this.use("windows").then((windows) => windows.back(this)));
    document.addEventListener("selectionchange", () => this.use("quote").catch(() => {}), { once: true });
    const form = this.find("parley-comment-form");
    if (form) {
      const near = new IntersectionObserver(
        ([{ isIntersecting }]) => isIntersecting && this.use("form") && near.disconnect(),
        { rootMargin: NEAR },
      );
      near.observe(form);
    }
    this.#first();
    import("./time.js");
    this.use("live");
    // What the first view can do without waits for a first sign of the reader.
    const signs = new AbortController();
    for (const sign of ["pointermove", "touchstart", "keydown", "scroll", "focusin"]) {
      addEventListener(sign, () => {
        signs.abort();
        for (const name of ["fold", "unread", "passages", ...(this.acted ? ["actions"] : [])]) this.use(name).catch(() => {});
      }, { signal: signs.signal, passive: true });
    }
    this.tell("ready");
  }

  /** The comment or the order that the address or an earlier visit asks for, where the server could not know of it. */
  async #first() {
    const number = numberIn(location.hash);
    if (number && (this.outside || !this.comment(number))) await this.show(number);
    if (number || this.outside || this.#named()) return;
    const { order, flat = "" } = this.wanted();
    if (order && (order !== this.dataset.order || flat !== this.dataset.flat)) (await this.use("windows")).prefer(this);
  }

  #named() {
    const asked = new URLSearchParams(location.search);
    return NAMES.some((name) => asked.has(name));
  }

  /** What of the thread is to be shown: as the address says, else as this page was left, else as the reader likes it. */
  wanted() {
    const asked = new URLSearchParams(this.#named() ? location.search : (history.state?.parley ?? ""));
    const wanted = Object.fromEntries(NAMES.filter((name) => asked.has(name)).map((name) => [name, asked.get(name)]));
    if (Object.keys(wanted).length) return wanted;
    const [order, flat] = recall("order").split(" ");
    return { ...(order && { order }), ...(flat && { flat }) };
  }

  find(selector) {
    return this.root.querySelector(selector);
  }

  comment(number) {
    return this.find(`#comment-${number}`);
  }

  // --- words and news ------------------------------------------------------------------------------------------------

  /** The server's words for `name`, with `values` put in for {their names}. */
  word(name, values = {}) {
    const text = this.find("template[data-words]")?.content.querySelector(`[data-word="${name}"]`)?.textContent ?? "";
    return text.replace(/\{(\w+)\}/g, (_, key) => values[key] ?? "");
  }

  /** "41 comments": the sample of `kind` that has the same plural form in the page's language, with the number put in. */
  words(kind, count) {
    const rules = new Intl.PluralRules(this.language);
    const samples = [...(this.find(`template[data-counts="${kind}"]`)?.content.querySelectorAll("[data-count]") ?? [])];
    const sample = samples.find((one) => rules.select(Number(one.dataset.count)) === rules.select(count));
    const shown = new Intl.NumberFormat(this.language, { numberingSystem: "latn" }).format(count);
    return sample?.textContent.trim().replace(sample.dataset.count, shown) ?? shown;
  }

  get language() {
    return this.closest("[lang]")?.lang || undefined;
  }

  /** Say it to a screen reader when it has finished; the same words twice are said twice. */
  say(text) {
    const status = this.find("[data-status]");
    status.textContent = "";
    requestAnimationFrame(() => (status.textContent = text));
  }

  tell(name, detail = {}) {
    return this.dispatchEvent(
      new CustomEvent(`parley:${name}`, { bubbles: true, composed: true, cancelable: true, detail }),
    );
  }

  countShow(count) {
    this.dataset.count = count;
    const outside = this.outside ? [] : document.querySelectorAll("[data-comment-count]");
    for (const shown of [this.find("#comments-title"), ...outside]) shown.textContent = this.words("", count);
  }

  // --- what is fetched -----------------------------------------------------------------------------------------------

  /**
   * The address of `path` on our server for an answer no older than what the page shows. A cache may still have an earlier
   * one: what another process changed is heard of, or is in the page, seconds before the kept answers are dropped.
   */
  fresh(path) {
    const { base = "", sequence } = this.dataset;
    return `${base}${path}${path.includes("?") ? "&" : "?"}at=${sequence}`;
  }

  /** Start ./NAME.js once for this thread; the promise is for its module. */
  use(name) {
    const started = async () => {
      const module = await import(`./${name}.js`);
      await module.start?.(this);
      return module;
    };
    if (!this.#modules.has(name)) this.#modules.set(name, started());
    return this.#modules.get(name);
  }

  /** Put on ./NAME.css: constructed, because a host's security policy may forbid style elements. */
  async wear(name) {
    const place = this.root.getRootNode();
    if (!sheets.has(name)) {
      const sheet = new CSSStyleSheet();
      sheets.set(name, fetch(new URL(`${name}.css`, import.meta.url)).then((file) => file.text()).then((text) => sheet.replace(text)));
    }
    const sheet = await sheets.get(name);
    if (!place.adoptedStyleSheets.includes(sheet)) place.adoptedStyleSheets = [...place.adoptedStyleSheets, sheet];
  }

  /** Ask for JSON; throws a Problem. `personal` lets the server know who asks: by cookie, elsewhere by a kept token. */
  async ask(url, { method = "GET", body, personal = method !== "GET", headers = {} } = {}) {
    const type = body && { "Content-Type": "application/json" };
    const options = { method, headers: { Accept: "application/json", ...type, ...headers }, body: body && JSON.stringify(body) };
    const answer = await this.#fetch(url, options, personal);
    const data = await answer.json().catch(() => ({}));
    if (personal) remember("acted", "1"); // so that the next visit asks what is this reader's own
    if (data.guest_token) remember(PROOF, data.guest_token);
    if (!answer.ok) throw new Problem(answer.status, data);
    return { ...data, status: answer.status };
  }

  /** Ask for HTML; throws a Problem. */
  async fragment(url, { personal = false } = {}) {
    const answer = await this.#fetch(url, { headers: { Accept: "text/html" } }, personal);
    if (!answer.ok) throw new Problem(answer.status, await answer.json().catch(() => ({})));
    const template = document.createElement("template");
    template.innerHTML = await answer.text();
    return template.content;
  }

  async #fetch(url, options, personal) {
    const token = this.outside && personal && recall(PROOF);
    if (token) options.headers["Parley-Guest"] = token;
    try {
      const credentials = personal ? "include" : "omit";
      return await fetch(url, { signal: AbortSignal.timeout(PATIENCE), credentials, ...options });
    } catch {
      throw new Problem(0);
    }
  }

  get acted() {
    return recall("acted") !== "";
  }

  /** Name the parts that a host may style. */
  dressed(html) {
    if (this.outside) {
      for (const [part, selector] of Object.entries(PARTS)) {
        for (const one of html.querySelectorAll(selector)) one.part.add(part);
      }
    }
    return html;
  }

  // --- what the reader does ------------------------------------------------------------------------------------------

  #click(event) {
    // A click with a modifier asks for a new tab or window: the link's own page serves that.
    if (event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const link = event.target.closest("a");
    if (!link) return;
    const number = numberIn(link.hash);
    let work;
    if (number && !link.dataset.window && !this.outside && this.comment(number)) {
      event.preventDefault();
      this.tell("arrive", { comment: this.comment(number) });
      location.hash = link.hash; // the browser scrolls, marks it as :target and keeps the entry
      return;
    }
    if (link.matches(".comment-reply, [href$='#comment-form']")) work = this.use("form").then((form) => form.open(this, link));
    else if (link.matches(".comment-about")) work = this.use("actions").then((actions) => actions.more(this, link));
    else if (link.matches(".comment-appeal")) work = this.use("actions").then((actions) => actions.appeal(this, link));
    else if (link.dataset.window) work = this.use("windows").then((windows) => windows.open(this, link));
    else if (number) work = this.show(number);
    if (!work) return;
    event.preventDefault();
    work.catch(() => location.assign(link.href)); // its script did not come; the link's page serves as well
  }

  #submit(event) {
    const form = event.target; // read now: after the event it is the host's element
    if (!form.matches(".comment-value")) return;
    event.preventDefault();
    this.use("actions").then((actions) => actions.value(this, form), () => form.submit());
  }

  /** Go to a comment, with what stands around it where it is not here yet. */
  async show(number) {
    return (await this.use("windows")).show(this, number);
  }
}

if (!customElements.get("parley-thread")) customElements.define("parley-thread", ParleyThread);
if (document.querySelector("parley-count")) import("./parley-count.js");
