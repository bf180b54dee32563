/**
 * <parley-comment-form data-api="/api/v1/threads/ID/comments" data-thread="ID" data-no-connection="…" data-broken="…"
 *     data-sending="…" data-left="…" data-excess="…">
 *   <form method="post" action="…" novalidate>
 *     #comment-form-errors [role=alert], [data-draft], #comment-author, #comment-text, [data-count], [data-count-spoken],
 *     name="parent", [type=submit]
 *   </form>
 * </parley-comment-form>
 *
 * The form works without this script. With it: posts without leaving the page, keeps a draft for each thread and each
 * comment that is answered, remembers the guest's name, counts characters, and posts on Ctrl-Enter.
 *
 * Dispatches "parley:posted" (bubbles, cancelable; detail is the answer of the API, with `waiting`) and, on Escape in an
 * empty reply or on the cancel button, "parley:cancel". If nobody cancels "parley:posted", it goes to the comment's address.
 *
 * For screen readers: errors are an alert that also takes the focus and links to its fields; the count is spoken only
 * near the limit and only when typing pauses; the button stays focusable while it sends (aria-disabled, not disabled).
 */
import { recall, remember } from "./storage.js";

const DRAFT_PAUSE = 400; // milliseconds without a key before a draft is written
const SPEAK_PAUSE = 1000; // and before the count is spoken, so that it never talks over typing
const NEAR = 0.9; // share of the limit from which the count is shown to the eye as a warning and spoken
const PATIENCE = 30_000; // milliseconds a request may take

class ParleyCommentForm extends HTMLElement {
  #form;
  #text;
  #author;
  #button;
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
      this.#send();
    });
    this.#form.addEventListener("keydown", (event) => this.#key(event));
    this.#text.addEventListener("input", () => {
      this.#countShow();
      clearTimeout(this.#draftTimer);
      this.#draftTimer = setTimeout(() => this.#draftSave(), DRAFT_PAUSE);
    });
    this.#find("[data-discard]").addEventListener("click", () => this.#discard());
    this.#find("[data-cancel]").addEventListener("click", () => this.#cancel());
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
    this.dispatchEvent(new CustomEvent("parley:cancel", { bubbles: true }));
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

  async #send() {
    if (this.#sending) return; // a second press while the first is on its way
    this.#draftSave();
    this.#busy(true);
    let answer;
    let data;
    try {
      answer = await fetch(this.dataset.api, {
        method: "POST",
        headers: { "Content-Type": "application/json", Accept: "application/json" },
        body: JSON.stringify(this.#body()),
        signal: AbortSignal.timeout(PATIENCE),
      });
      data = await answer.json();
    } catch {
      data = { detail: answer ? this.dataset.broken : this.dataset.noConnection };
    }
    this.#busy(false);
    if (answer?.ok && data.comment_html) this.#posted(data, answer.status === 202);
    else this.#refused(data);
  }

  #refused(data) {
    if (data.token) this.#form.elements.token.value = data.token; // with it the same text can be sent again
    if (data.errors?.some(({ field }) => field === "parent")) {
      // What was answered is gone: the text becomes a comment of its own, as the message says.
      this.#form.elements.parent.value = "";
      this.#find(".comment-form-reply").hidden = true;
    }
    this.#errorsShow(data, true);
  }

  #body() {
    const fields = Object.fromEntries(new FormData(this.#form));
    return { ...fields, parent: fields.parent ? Number(fields.parent) : null };
  }

  #posted(data, waiting) {
    remember("name", this.#author.value.trim());
    this.#text.value = "";
    this.#find("[data-draft]").hidden = true;
    this.#draftSave();
    this.#errorsShow({});
    this.#countShow();
    const news = new CustomEvent("parley:posted", { bubbles: true, cancelable: true, detail: { ...data, waiting } });
    if (this.dispatchEvent(news)) location.assign(data.url);
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
    const fields = { author_name: this.#author, text: this.#text };
    for (const field of Object.values(fields)) {
      field.removeAttribute("aria-invalid");
      this.#find(`#${field.id}-error`).textContent = "";
    }
    const problems = errors.length || !focus ? errors : [{ message: detail || this.dataset.broken }];
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
        item.append(link);
        return item;
      }),
    );
    summary.hidden = problems.length === 0;
    if (focus) summary.focus();
  }
}

customElements.define("parley-comment-form", ParleyCommentForm);
