/**
 * <parley-thread data-posted="…" data-waiting="…">
 *   <section id="comments"> #comments-title, [data-status], .thread-comments > article.comment …,
 *     #comment-form > parley-comment-form + button[data-home] </section>
 *   <template data-counts> <span data-count="1">1 comment</span> … </template>
 * </parley-thread>
 *
 * The thread works without this script. With it: "Reply" brings the form under the comment, and what was posted appears
 * in its place without a reload. The only HTML put in is the fragment that our own server rendered.
 *
 * For screen readers and keyboards: the focus goes with what happens (to the text on "Reply", to the new comment when it
 * is posted, back to "Reply" on cancel) and a polite status says it in words; it is never left on something removed.
 */
import "./comment-form.js";
import "./time.js";

class ParleyThread extends HTMLElement {
  #form;
  #home;
  #status;

  connectedCallback() {
    this.#home = this.querySelector("#comment-form");
    this.#form = this.querySelector("parley-comment-form");
    this.#status = this.querySelector("[data-status]");
    if (!this.#form) return;
    this.addEventListener("click", (event) => this.#click(event));
    this.addEventListener("parley:cancel", () => this.#cancel());
    this.addEventListener("parley:posted", (event) => {
      event.preventDefault();
      this.#insert(event.detail);
    });
  }

  #click(event) {
    // A click with a modifier asks for a new tab or window: the link's own page serves that.
    if (event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const target = event.target.closest(".comment-reply, [data-home], a[href='#comment-form']");
    if (!target) return;
    event.preventDefault();
    if (target.matches(".comment-reply")) this.#reply(target.closest(".comment"));
    else this.#goHome();
    this.#form.focusText();
  }

  #reply(comment) {
    comment.append(this.#form);
    this.#form.turnTo(comment.dataset.number, comment.querySelector(".comment-author").textContent);
    this.#home.querySelector("[data-home]").hidden = false;
  }

  #goHome() {
    this.#home.prepend(this.#form);
    this.#form.turnTo("");
    this.#home.querySelector("[data-home]").hidden = true;
  }

  #cancel() {
    const comment = this.#form.closest(".comment");
    this.#goHome();
    comment?.querySelector(".comment-reply").focus();
  }

  #insert({ comment_html: html, comment_count: count, number, url, waiting }) {
    const place = this.#form.closest(".comment");
    this.#goHome();
    this.querySelector(".thread-empty")?.remove();
    const template = document.createElement("template");
    template.innerHTML = html;
    const comment = document.importNode(template.content, true).querySelector(".comment");
    if (place && comment.dataset.depth !== "0") this.#lastBelow(place).after(comment);
    else this.querySelector(".thread-comments").append(comment);

    if (!waiting) this.#countShow(count);
    this.#status.textContent = waiting ? this.dataset.waiting : `${this.dataset.posted} #${number}`;
    this.querySelector("[data-new]")?.removeAttribute("data-new");
    comment.setAttribute("data-new", "");
    // Replaced, not pushed: "back" leaves the page as before. The address of a waiting comment carries the proof that
    // it is ours, so that it is still there after a reload when cookies are blocked.
    history.replaceState(null, "", waiting ? url : `#${comment.id}`);
    comment.tabIndex = -1;
    comment.scrollIntoView({ block: "nearest" });
    comment.focus({ preventScroll: true });
  }

  /** The last comment of the branch that `comment` opens: the ones after it that stand deeper. */
  #lastBelow(comment) {
    const depth = Number(comment.dataset.depth);
    let last = comment;
    while (Number(last.nextElementSibling?.dataset.depth) > depth) last = last.nextElementSibling;
    return last;
  }

  /**
   * "41 comments" in the page's language: take the sample of the same plural form and put the number in. It goes into
   * the heading, and wherever else on the page an element asks for it with data-comment-count.
   */
  #countShow(count) {
    const rules = new Intl.PluralRules(document.documentElement.lang || undefined);
    const samples = [...this.querySelector("template[data-counts]").content.querySelectorAll("[data-count]")];
    const sample = samples.find((one) => rules.select(Number(one.dataset.count)) === rules.select(count));
    if (!sample) return;
    const words = sample.textContent.trim().replace(sample.dataset.count, String(count));
    for (const shown of document.querySelectorAll("#comments-title, [data-comment-count]")) shown.textContent = words;
  }
}

customElements.define("parley-thread", ParleyThread);
