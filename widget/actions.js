/**
 * <div class="comment-actions"> <form class="comment-value"> <button aria-pressed="false"> … </form> <a class="comment-about"> </div>
 * <div class="comment-panel" role="group" aria-label="About #7"> link, report, edit, remove </div>
 *
 * What a reader does with a comment besides replying. A value shows at once and is taken back if the server refuses it.
 * Escape closes the panel; the focus goes back to what opened it.
 */
import { unshown } from "./form.js";
import { focusOn } from "./place.js";

const own = new WeakMap();

/** Called once by the thread: shows what this reader values already. */
export async function start(thread) {
  await thread.wear("actions");
  thread.addEventListener("parley:posted", () => own.delete(thread));
  thread.addEventListener("parley:window", () => mark(thread));
  if (!thread.acted) return;
  await mark(thread);
  await told(thread);
}

/** What this reader wrote and values here: {comments: [{number, status, editable_until}], valued: [number]}. */
function mine(thread) {
  const nothing = { comments: [], valued: [] };
  if (!thread.acted) return nothing;
  if (!own.has(thread)) {
    own.set(thread, thread.ask(`${thread.dataset.api}/own`, { personal: true }).catch(() => own.delete(thread) && nothing));
  }
  return own.get(thread);
}

async function mark(thread) {
  for (const number of (await mine(thread)).valued) {
    thread.comment(number)?.querySelector(".comment-value button")?.setAttribute("aria-pressed", "true");
  }
}

const TOLD_DAYS = 7; // so long a decision on one's comment is told in the thread; later on its page
const TOLD_MAX = 3;

/** Show the reader those of their comments that were lately taken from the page, or never shown, with the reason. */
async function told(thread) {
  const since = Date.now() - TOLD_DAYS * 24 * 3600 * 1000;
  const decided = (await mine(thread)).comments.filter(({ decided_at }) => Date.parse(decided_at) > since);
  for (const { number } of decided.slice(-TOLD_MAX)) {
    if (thread.find(`#comment-${number}.comment-waiting`)) continue; // the page has it
    const { comment_html: html } = await thread.ask(`${thread.dataset.api}/own/${number}`, { personal: true }).catch(() => ({}));
    if (html) tell(thread, html, number);
  }
}

/** Put a comment that only its writer sees where it stood, or behind the others. */
function tell(thread, html, number) {
  const made = thread.dressed(make("template", { innerHTML: html }).content).querySelector(".comment");
  const there = thread.comment(number);
  if (there) there.replaceWith(made);
  else thread.find(".thread-comments").after(made);
  return made;
}

/** Object to a decision: a text in a panel under what is told of it. */
export async function appeal(thread, link) {
  const comment = link.closest(".comment");
  const { number } = comment.dataset;
  const open = comment.querySelector(".comment-panel");
  thread.find(".comment-panel")?.close();
  if (open) return;
  const panel = panelMake(thread, comment, link, link.textContent.trim(), comment.querySelector(".comment-notice"));
  const text = make("textarea", { name: "text", rows: 3, dir: "auto" });
  formShow(thread, panel, [make("label", {}, thread.word("appeal-title"), text)], thread.word("appeal-send"), async () => {
    const url = `${thread.dataset.api}/own/${number}/appeal`;
    const { comment_html: html } = await thread.ask(url, { method: "POST", body: { text: text.value } });
    const made = tell(thread, html, number);
    focusOn(made);
    thread.say(thread.word("appealed"));
    thread.tell("appealed", { number: Number(number) });
  });
  text.focus();
}

const words = (thread, { status, detail }) => detail || thread.word(status === 0 ? "offline" : "broken");

/** Say what went wrong at the end of `place`; the next try takes it away. */
function complain(thread, place, problem) {
  place.querySelector(".thread-error")?.remove();
  place.append(make("p", { className: "thread-error", role: "alert" }, words(thread, problem)));
}

function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

// --- valued ------------------------------------------------------------------------------------------------------------

const wishes = new WeakMap();

export async function value(thread, form) {
  const button = form.querySelector("button");
  const count = form.querySelector(".comment-value-count");
  const row = form.parentElement;
  const { number } = form.closest(".comment").dataset;
  const valued = button.ariaPressed !== "true";
  let known = [!valued, Number(count.dataset.count)];
  const show = (pressed, readers) => {
    button.ariaPressed = String(pressed);
    count.dataset.count = readers;
    count.textContent = readers.toLocaleString(thread.language);
  };
  wishes.set(form, valued);
  show(valued, known[1] + (valued ? 1 : -1));
  if (form.ariaBusy === "true") return; // the request under way sees to it
  form.ariaBusy = "true";
  row.querySelector(".thread-error")?.remove();
  try {
    let wish;
    do {
      wish = wishes.get(form);
      const url = `${thread.dataset.api}/comments/${number}/value`;
      const answer = await thread.ask(url, { method: wish ? "PUT" : "DELETE" });
      known = [answer.valued, answer.valued_count];
    } while (wishes.get(form) !== wish);
    own.delete(thread);
    thread.say(thread.word(known[0] ? "valued-on" : "valued-off"));
    thread.tell("valued", { number: Number(number), valued: known[0], valued_count: known[1] });
  } catch (problem) {
    complain(thread, row, problem);
  }
  show(...known);
  form.removeAttribute("aria-busy");
}

// --- more about a comment ----------------------------------------------------------------------------------------------

export async function more(thread, link) {
  const comment = link.closest(".comment");
  const { number } = comment.dataset;
  const open = comment.querySelector(".comment-panel");
  thread.find(".comment-panel")?.close();
  if (open) return;
  const found = (await mine(thread)).comments.find((one) => one.number === Number(number));
  const until = found?.editable_until && new Date(found.editable_until);
  const choice = (name, act) => {
    const button = make("button", { type: "button", className: "button-quiet" }, thread.word(name));
    button.addEventListener("click", () => act(thread, comment, panel, until));
    return make("li", {}, button);
  };
  const panel = panelMake(thread, comment, link, thread.word("about", { number }));
  const address = make("a", { href: comment.querySelector(".comment-number").href }, thread.word("link"));
  panel.append(
    make(
      "ul",
      { className: "comment-panel-choices" },
      make("li", {}, address),
      ...(navigator.clipboard ? [choice("copy", copy)] : []),
      ...(found ? [] : [choice("report", report)]),
      ...(until > Date.now() ? [choice("edit", edit)] : []),
      ...(found ? [choice("remove", remove)] : []),
    ),
  );
  address.focus();
}

function panelMake(thread, comment, link, label, behind = comment.querySelector(".comment-actions")) {
  const panel = make("div", { className: "comment-panel", role: "group", ariaLabel: label });
  if (thread.outside) panel.part.add("panel");
  link.ariaExpanded = "true";
  panel.close = () => {
    const focused = panel.contains(thread.root.getRootNode().activeElement);
    panel.remove();
    comment.querySelector(".comment-body").hidden = false;
    link.ariaExpanded = "false";
    if (focused) link.focus();
  };
  panel.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.isComposing) panel.close();
  });
  behind.after(panel);
  return panel;
}

async function copy(thread, comment) {
  await navigator.clipboard.writeText(comment.querySelector(".comment-number").href);
  thread.say(thread.word("copied"));
}

/** A form in the panel: its fields, the button that sends, the one that closes. `send` may throw a Problem. */
function formShow(thread, panel, fields, button, send) {
  const cancel = make("button", { type: "button", className: "button-quiet" }, thread.word("cancel"));
  const foot = make("p", { className: "comment-panel-foot" }, make("button", { className: "button" }, button), cancel);
  const form = make("form", { noValidate: true }, ...fields, foot);
  if (thread.outside) foot.firstElementChild.part.add("button");
  cancel.addEventListener("click", () => panel.close());
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (form.ariaBusy === "true") return;
    form.ariaBusy = "true";
    try {
      await send(form);
    } catch (problem) {
      complain(thread, form, problem);
    } finally {
      form.ariaBusy = "false";
    }
  });
  panel.replaceChildren(form);
  return form;
}

async function report(thread, comment, panel) {
  const { number } = comment.dataset;
  const { reasons } = await thread.ask(`${thread.dataset.base ?? ""}/api/v1/reasons`).catch((problem) => {
    complain(thread, panel, problem);
    return {};
  });
  if (!reasons) return;
  const choices = reasons.map(({ code, label }) =>
    make("label", {}, make("input", { type: "radio", name: "reason", value: code }), ` ${label}`),
  );
  const text = make("textarea", { name: "text", rows: 2, dir: "auto" });
  const fields = [
    make("fieldset", {}, make("legend", {}, thread.word("report-title", { number })), ...choices),
    make("label", {}, thread.word("report-text"), text),
  ];
  const form = formShow(thread, panel, fields, thread.word("report-send"), async () => {
    const body = { reason: form.elements.reason.value, text: text.value };
    await thread.ask(`${thread.dataset.api}/comments/${number}/reports`, { method: "POST", body });
    panel.replaceChildren(make("p", {}, thread.word("reported")));
    focusOn(panel);
    thread.say(thread.word("reported"));
    thread.tell("reported", { number: Number(number) });
  });
  form.querySelector("input").focus();
}

async function edit(thread, comment, panel, until) {
  const { number } = comment.dataset;
  // The page about the comment has its text as it was typed; the thread has only what became of it.
  const url = comment.querySelector(".comment-about").href;
  const page = await thread.fragment(url, { personal: true }).catch((problem) => complain(thread, panel, problem));
  if (!page) return;
  const text = make("textarea", { value: page.querySelector("textarea[name=text]").value, rows: 5, dir: "auto" });
  const time = until.toLocaleTimeString(thread.language, { timeStyle: "short" });
  const fields = [
    make("label", {}, make("strong", {}, thread.word("edit-title", { number })), text),
    make("p", {}, thread.word("edit-until", { time })),
  ];
  comment.querySelector(".comment-body").hidden = true;
  formShow(thread, panel, fields, thread.word("edit-save"), async () => {
    const answer = await thread.ask(`${thread.dataset.api}/comments/${number}`, { method: "PATCH", body: { text: text.value } });
    const html = make("template", { innerHTML: answer.comment_html }).content;
    const made = thread.dressed(html).querySelector(".comment");
    comment.replaceWith(made);
    own.delete(thread);
    focusOn(made);
    thread.say(answer.status === 202 ? unshown(thread, made) : thread.word("edited"));
    thread.tell("window", { comments: [made] });
    thread.tell("edited", { number: Number(number) });
  });
  text.focus();
}

function remove(thread, comment, panel) {
  const { number } = comment.dataset;
  const form = formShow(thread, panel, [make("p", {}, thread.word("remove-sure"))], thread.word("remove-yes"), async () => {
    await thread.ask(`${thread.dataset.api}/comments/${number}`, { method: "DELETE" });
    own.delete(thread);
    const { gone } = await import("./news.js");
    panel.remove();
    gone(thread, comment);
    focusOn(comment);
    thread.say(thread.word("removed"));
    thread.tell("removed", { number: Number(number) });
  });
  form.querySelector("button").focus();
}
