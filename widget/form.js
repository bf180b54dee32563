/**
 * <parley-comment-form data-api="/api/v1/threads/ID/comments" data-thread="ID" data-no-connection="…" data-broken="…"
 *     data-sending="…" data-left="…" data-excess="…">
 *   <form method="post" action="…" novalidate>
 *     #comment-form-errors [role=alert], [data-draft], #comment-author, #comment-text, [data-count], [data-count-spoken],
 *     name="parent", [type=submit], #comment-form-nudge, name="nudge", [data-post-anyway], name="kind" and #comment-email
 *     where there are
 *   </form>
 * </parley-comment-form>
 *
 * The form works without this script. With it: posts without leaving the page, keeps a draft for each thread and each
 * comment that is answered, remembers the guest's name, counts characters, and posts on Ctrl-Enter.
 *
 * For screen readers: errors are an alert that also takes the focus and links to its fields; the count is spoken only
 * near the limit and only when typing pauses; the button stays focusable while it sends (aria-disabled, not disabled).
 */
import { arrive, placed } from "./place.js";
import { recall, remember } from "./storage.js";

const DRAFT_PAUSE = 400; // milliseconds without a key before a draft is written
const SPEAK_PAUSE = 1000; // and before the count is spoken, so that it never talks over typing
const NEAR = 0.9; // share of the limit from which the count is shown to the eye as a warning and spoken
const WAITING = 202; // the status of an answer whose comment waits for a moderator

/** Called once by the thread: sets up its form. */
export async function start(thread) {
  if (thread.outside) await thread.wear("form");
  const form = thread.find("parley-comment-form");
  const home = thread.find("#comment-form");
  if (!form || !home) return;
  form.thread = thread;
  home.addEventListener("click", ({ target }) => {
    if (!target.closest("[data-home]")) return;
    goHome(thread);
    form.focusText();
  });
}

/** The reader pressed "Reply" or "Write a comment". */
export function open(thread, link) {
  const form = thread.find("parley-comment-form");
  if (!form) return location.assign(link.href);
  const comment = link.closest(".comment");
  if (comment) replyTo(thread, comment);
  else goHome(thread);
  return form.focusText();
}

/** Bring the form under a comment. */
export function replyTo(thread, comment) {
  const form = thread.find("parley-comment-form");
  if (!comment.contains(form)) comment.append(form);
  form.turnTo(comment.dataset.number, comment.querySelector(".comment-author").textContent);
  thread.find("[data-home]").hidden = false;
}

function goHome(thread) {
  const form = thread.find("parley-comment-form");
  const home = thread.find("#comment-form");
  if (form.parentElement !== home) home.prepend(form);
  form.turnTo("");
  thread.find("[data-home]").hidden = true;
}

export function unshown(thread, comment) {
  return thread.word(comment.matches(".comment-rejected") ? "rejected" : "waiting");
}

async function posted(thread, { comment_html: html, comment_count: count, number, url, status }) {
  const waiting = status === WAITING;
  goHome(thread);
  thread.find(".thread-empty")?.remove();
  const template = document.createElement("template");
  template.innerHTML = html;
  const [comment] = thread.dressed(template.content).querySelectorAll(".comment");
  if (waiting) thread.find(".thread-comments").after(comment);
  else {
    thread.countShow(count);
    thread.find(`#comment-${number}`)?.remove(); // the live stream was faster
    if (!placed(thread, comment) && (await thread.show(number))) comment.remove();
  }
  thread.say(waiting ? unshown(thread, comment) : `${thread.word("posted")} #${number}`);
  // Replaced, not pushed: "back" leaves the page as before. The address of a waiting comment carries the proof that
  // it is ours, so that it is still there after a reload when cookies are blocked.
  if (!thread.outside) history.replaceState(history.state, "", waiting ? url : `#comment-${number}`);
  if (comment.isConnected) {
    thread.tell("window", { comments: [comment] });
    arrive(thread, comment, "nearest");
  }
}

/** The parts of `text`, those in `passages` (pairs of code points, the end exclusive) marked, also for screen readers. */
function* pieces(text, passages, { marked, unmarked }) {
  const characters = [...text];
  const part = (begin, end) => characters.slice(begin, end).join("");
  const spoken = (words) => Object.assign(document.createElement("span"), { className: "visually-hidden", textContent: words });
  let reached = 0;
  for (const [from, end] of [...passages].sort(([one], [other]) => one - other)) {
    const begin = Math.max(from, reached);
    if (begin >= end) continue;
    const mark = document.createElement("mark");
    mark.append(spoken(`${marked} `), part(begin, end), spoken(` ${unmarked}`));
    yield part(reached, begin);
    yield mark;
    reached = end;
  }
  yield part(reached);
}

class ParleyCommentForm extends HTMLElement {
  #form;
  #text;
  #author;
  #button;
  #attempt = {};
  #sending = false;
  #draftTimer = 0;
  #speakTimer = 0;

  connectedCallback() {
    if (this.#form) return; // moved under a comment: all is set up
    this.#form = this.querySelector("form");
    this.#text = this.#form.querySelector("#comment-text");
    this.#author = this.#form.querySelector("#comment-author");
    this.#button = this.#form.querySelector("[type=submit]");
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#send(event.submitter?.name === "post_anyway");
    });
    this.#form.addEventListener("keydown", (event) => this.#key(event));
    this.#text.addEventListener("input", () => {
      this.#countShow();
      clearTimeout(this.#draftTimer);
      this.#draftTimer = setTimeout(() => this.#draftSave(), DRAFT_PAUSE);
    });
    this.#find("[data-discard]").addEventListener("click", () => this.#discard());
    this.#find("[data-cancel]").addEventListener("click", () => this.#cancel());
    this.#find("[data-quote-plain]").hidden = true;
    this.#find("[data-quote-drop]").hidden = false;
    this.#find("[data-quote-drop]").addEventListener("click", () => {
      this.quote();
      this.#text.focus();
    });
    this.#find("[data-shortcut]").hidden = false;
    addEventListener("pagehide", () => this.#draftSave());
    // What the server sent back with an error is newer than any draft.
    if (!this.#text.value) this.#draftRestore();
    this.#author.value ||= recall("name");
    this.#countShow();
  }

  /** Whether a reply is being written. */
  get parent() {
    return this.#form.elements.parent.value;
  }

  get empty() {
    return this.#text.value.trim() === "";
  }

  /** Turn to the comment `number` by `name` (or with "" to the thread itself), with the draft that belongs to it. */
  turnTo(number, name = "") {
    if (number !== this.parent) {
      this.#draftSave();
      this.#form.elements.parent.value = number;
      this.#text.value = "";
      this.#errorsShow({});
      this.#nudgeShow();
      this.#draftRestore();
      this.#countShow();
    }
    this.#find(".comment-form-reply").hidden = number === "";
    this.#find("[data-reply-name]").textContent = name;
    const link = this.#find("[data-reply-link]");
    link.href = `#comment-${number}`;
    link.textContent = `#${number}`;
  }

  focusText() {
    this.#text.focus();
  }

  #find(selector) {
    return this.#form.querySelector(selector);
  }

  #key(event) {
    if (event.isComposing) return; // these keys belong to the input method then
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      this.#form.requestSubmit();
    } else if (event.key === "Escape" && this.parent && this.empty) {
      this.#cancel();
    }
  }

  #cancel() {
    const comment = this.closest(".comment");
    goHome(this.thread);
    comment?.querySelector(".comment-reply").focus();
  }

  // --- drafts ---

  get #draftKey() {
    return `draft:${this.dataset.thread}:${this.parent}`;
  }

  #draftSave() {
    clearTimeout(this.#draftTimer);
    remember(this.#draftKey, this.empty ? "" : this.#text.value);
  }

  #draftRestore() {
    this.#text.value = recall(this.#draftKey);
    this.#find("[data-draft]").hidden = this.empty;
  }

  #discard() {
    this.#text.value = "";
    this.#find("[data-draft]").hidden = true;
    this.#draftSave();
    this.#countShow();
    this.#text.focus();
  }

  // --- the count, in code points of the composed form, as the server counts ---

  #countShow() {
    const limit = Number(this.#text.dataset.limit);
    const length = [...this.#text.value.trim().normalize("NFC")].length;
    const { left, excess } = this.dataset;
    const near = limit && length >= limit * NEAR;
    const words = length > limit ? `${excess} ${length - limit}` : `${left} ${limit - length}`;
    const count = this.#find("[data-count]");
    count.hidden = !near;
    count.textContent = words;
    count.toggleAttribute("data-excess", length > limit);
    clearTimeout(this.#speakTimer);
    this.#speakTimer = setTimeout(() => {
      this.#find("[data-count-spoken]").textContent = near ? words : "";
    }, SPEAK_PAUSE);
  }

  // --- posting ---

  async #send(anyway = false) {
    if (this.#sending) return; // a second press while the first is on its way
    this.#draftSave();
    this.#busy(true);
    const body = { ...this.#body(), ...(anyway && { post_anyway: true }) };
    const text = JSON.stringify(body);
    // The same text sent again after a silence is the same comment, whether or not the first one arrived.
    if (this.#attempt.text !== text) this.#attempt = { text, key: `${Date.now()}-${Math.random()}` };
    try {
      const data = await this.thread.ask(this.dataset.api, {
        method: "POST",
        body,
        headers: { "Idempotency-Key": this.#attempt.key },
      });
      if (!data.comment_html) throw new Error("no comment came back");
      this.#attempt = {};
      this.#posted();
      if (this.thread.tell("posted", data)) await posted(this.thread, data);
    } catch (problem) {
      if (problem.code) this.#attempt = {};
      this.#refused({ ...problem, detail: problem.status === 0 ? this.dataset.noConnection : problem.detail });
    } finally {
      this.#busy(false);
    }
  }

  #refused(data) {
    if (data.token) this.#form.elements.token.value = data.token; // with it the same text can be sent again
    if (data.errors?.some(({ field }) => field === "parent")) {
      // What was answered is gone: the text becomes a comment of its own, as the message says.
      this.#form.elements.parent.value = "";
      this.#find(".comment-form-reply").hidden = true;
    }
    this.#nudgeShow(data);
    this.#errorsShow(data, data.code !== "nudge");
    if (data.code === "nudge") this.#find("#comment-form-nudge").focus();
  }

  #body() {
    const { author_name, text, parent, token, website, nudge, kind, email, ...rest } = Object.fromEntries(new FormData(this.#form));
    const { quote_exact, quote_prefix, quote_suffix, quote_target } = rest;
    const quote = quote_exact && { quote_exact, quote_prefix, quote_suffix, quote_target };
    const chosen = { ...(kind && { kind }), ...(email && { email }), ...quote };
    return { author_name, text, parent: Number(parent) || null, token, website, nudge, ...chosen };
  }

  // --- the nudge: a text that its writer is asked about once, with the passages marked ---

  /** Ask about `text`; without a nudge, ask no more. Marks are told in the words that the server put around its own. */
  #nudgeShow({ nudge = "", errors = [], text = "", passages = [] } = {}) {
    const message = errors.find(({ code }) => code === "nudge")?.message ?? "";
    if (message || !nudge) this.#form.elements.nudge.value = nudge;
    this.#find("[data-nudge-words]").textContent = message;
    const shown = this.#find("[data-nudge-text]");
    shown.replaceChildren(...pieces(text, passages, shown.dataset));
    shown.hidden = passages.length === 0;
    this.#find("#comment-form-nudge").hidden = !nudge;
    this.#find("[data-post-anyway]").hidden = !nudge;
    const { plain, changed } = this.#button.dataset;
    this.#button.dataset.words = nudge ? changed : plain;
    if (!this.#sending) this.#button.textContent = this.#button.dataset.words;
  }

  // --- the quote ---

  /** Put the words a comment answers above its text; without words, take them away. */
  quote({ exact = "", prefix = "", suffix = "", target = "" } = {}) {
    const fields = { exact, prefix, suffix, target: target ?? "" };
    for (const [name, value] of Object.entries(fields)) this.#form.elements[`quote_${name}`].value = value;
    this.#find("[data-quote-words]").textContent = exact;
    this.#find("[data-quote]").hidden = !exact;
  }

  #posted() {
    remember("name", this.#author.value.trim());
    this.#text.value = "";
    if (this.#form.elements.kind) this.#form.elements.kind.value = "";
    this.quote();
    this.#find("[data-draft]").hidden = true;
    this.#draftSave();
    this.#errorsShow({});
    this.#nudgeShow();
    this.#countShow();
  }

  #busy(sending) {
    this.#sending = sending;
    this.#button.dataset.words ??= this.#button.textContent;
    this.#button.textContent = sending ? this.dataset.sending : this.#button.dataset.words;
    this.#button.setAttribute("aria-disabled", String(sending));
    this.#text.readOnly = sending; // what is typed now would be lost on success
  }

  /** Show a problem (RFC 9457): `errors` is a list of {field, message}; without one, `detail` says it all. */
  #errorsShow({ errors = [], detail = "" }, focus = false) {
    const summary = this.#find("#comment-form-errors");
    const list = summary.querySelector("ul");
    const email = this.#form.elements.email;
    const fields = { author_name: this.#author, text: this.#text, ...(email && { email }) };
    for (const field of Object.values(fields)) {
      field.removeAttribute("aria-invalid");
      this.#find(`#${field.id}-error`).textContent = "";
    }
    const said = errors.filter(({ code }) => code !== "nudge"); // which is no error, and stands elsewhere
    const problems = said.length || !focus ? said : [{ message: detail || this.dataset.broken }];
    list.replaceChildren(
      ...problems.map(({ field, message }) => {
        const item = document.createElement("li");
        const input = fields[field];
        if (!input) {
          item.textContent = message;
          return item;
        }
        input.setAttribute("aria-invalid", "true");
        this.#find(`#${input.id}-error`).textContent = message;
        const link = document.createElement("a");
        link.href = `#${input.id}`;
        link.textContent = message;
        link.addEventListener("click", (event) => {
          event.preventDefault(); // in a shadow root no address leads there
          input.focus();
        });
        item.append(link);
        return item;
      }),
    );
    summary.hidden = problems.length === 0;
    if (focus) summary.focus();
  }
}

if (!customElements.get("parley-comment-form")) customElements.define("parley-comment-form", ParleyCommentForm);
