/**
 * <a href="?order=newest#comments" data-window="https://HOST/threads/ID/window/?order=newest">Newest first</a>
 *
 * A link with data-window fetches a part of the thread and puts it in place: an order instead of what is shown, more of
 * it after, before or into a branch. On our own pages the address bar says what is shown, and "back" goes back to it.
 */
import { arrive, focusOn, still } from "./place.js";
import { remember } from "./storage.js";

const FLAT = ["oldest", "newest"]; // the orders in which the tree can be laid flat
const SLOW = 400; // milliseconds after which we say that it takes time

const params = (link) => new URL(link.dataset.window, location).searchParams;
const comments = (html) => html.querySelector(".thread-comments");

/** Follow a link with data-window. */
export async function open(thread, link) {
  const more = link.closest(".thread-more");
  const kind = more?.dataset.more;
  const { href } = link; // an order's own link says something else once it is followed
  const wanted = params(link);
  const before = thread.shown ?? `order=${thread.dataset.order}${thread.dataset.flat && "&flat=1"}`;
  const html = await load(thread, link.dataset.window, () => open(thread, link), more);
  if (!html) return;
  if (kind === "after") append(thread, html);
  else if (kind === "before") prepend(thread, html);
  else if (kind === "branch") into(thread, html, more);
  else replace(thread, html, wanted);
  if (thread.outside) note(`${wanted}`);
  else if (!kind) {
    if (!location.search) history.replaceState({ ...history.state, parley: before }, ""); // an order may be remembered by now
    history.pushState({}, "", href);
  } else if (kind !== "branch") history.replaceState(history.state, "", href);
  if (link.closest(".thread-orders")) {
    remember("order", `${thread.dataset.order} ${thread.dataset.flat}`.trim());
    thread.say(link.textContent);
  } else if (!kind) focusOn(comments(thread.window)?.firstElementChild);
}

/** Show the order that the reader chose on an earlier visit. */
export async function prefer(thread) {
  const wanted = new URLSearchParams(thread.wanted());
  const html = await load(thread, windowUrl(thread, wanted), () => prefer(thread));
  if (!html) return;
  replace(thread, html, wanted);
  if (!thread.outside) history.replaceState({}, "", `?${wanted}${location.hash}`);
}

/** Show what the address says, after "back" or "forward". */
export async function back(thread) {
  const number = /^#comment-(\d+)$/.exec(location.hash)?.[1];
  if (thread.outside || (number && thread.comment(number) && !location.search)) return;
  const wanted = new URLSearchParams(thread.wanted());
  if (`${wanted}` === thread.shown) return; // only the place within the page changed
  const html = await load(thread, windowUrl(thread, wanted), () => back(thread));
  if (html) replace(thread, html, wanted);
}

/** Go to a comment, with what stands around it where it is not here yet. Returns whether it is here. */
export async function show(thread, number) {
  const hash = `#comment-${number}`;
  if (!thread.comment(number)) {
    const wanted = new URLSearchParams({ comment: number });
    const html = await load(thread, windowUrl(thread, wanted), () => show(thread, number));
    if (!html) return false;
    replace(thread, html, wanted);
    if (!thread.outside) history.pushState({}, "", `?comment=${number}${hash}`);
  }
  if (thread.outside) note(history.state?.parley ?? "", hash);
  const comment = thread.comment(number);
  if (comment) arrive(thread, comment);
  return Boolean(comment);
}

function windowUrl(thread, wanted) {
  return `${thread.dataset.base ?? ""}/threads/${thread.dataset.thread}/window/?${wanted}`;
}

/**
 * Fetch a window; meanwhile the thread is busy, and says so if it takes long. Undefined when it failed, with a retry in
 * place, or when the reader asked for something else before it came.
 */
async function load(thread, url, again, place) {
  const { window: shown, loading } = thread;
  if (loading?.url === url) return undefined; // a second press
  const mine = { url };
  thread.loading = mine;
  shown.ariaBusy = "true";
  thread.find(".thread-error")?.remove();
  const slow = setTimeout(() => thread.say(thread.word("loading")), SLOW);
  try {
    const html = thread.dressed(await thread.fragment(url));
    return thread.loading === mine ? html : undefined;
  } catch {
    if (thread.loading === mine) failed(thread, again, place);
    return undefined;
  } finally {
    clearTimeout(slow);
    if (thread.loading === mine) {
      thread.loading = undefined;
      shown.ariaBusy = "false";
    }
  }
}

function failed(thread, again, place) {
  const error = document.createElement("p");
  const button = document.createElement("button");
  error.className = "thread-error";
  error.role = "alert";
  button.type = "button";
  button.className = "button-quiet";
  button.textContent = thread.word("retry");
  button.addEventListener("click", again);
  error.append(thread.word("failed"), " ", button);
  if (place) place.after(error);
  else thread.window.before(error);
}

/** The comments of a fetched window without those that are here already. */
function fresh(thread, html) {
  return [...comments(html).children].filter((one) => !one.id || !thread.find(`#${one.id}`));
}

/** Take the link to more out, and return the one that comes instead, if any. */
function moreOf(thread, html, kind) {
  thread.window.querySelector(`[data-more="${kind}"]`)?.remove();
  return html.querySelector(`[data-more="${kind}"]`) ?? "";
}

function append(thread, html) {
  const added = fresh(thread, html);
  comments(thread.window).append(...added);
  thread.window.append(moreOf(thread, html, "after"));
  shown(thread, added, added[0]);
}

function prepend(thread, html) {
  const added = fresh(thread, html);
  still(thread, () => {
    comments(thread.window).prepend(...added);
    thread.window.prepend(moreOf(thread, html, "before"));
  });
  shown(thread, added, added.at(-1));
}

function into(thread, html, more) {
  const added = fresh(thread, html);
  more.replaceWith(...added);
  shown(thread, added, added[0]);
}

function replace(thread, html, wanted) {
  const { dataset } = thread;
  thread.window.replaceChildren(...html.childNodes);
  thread.shown = `${wanted}`;
  if (!wanted.has("comment") && !wanted.has("branch")) {
    dataset.order = wanted.get("order") || "oldest";
    dataset.flat = wanted.get("flat") === "1" ? "1" : "";
    for (const link of thread.root.querySelectorAll(".thread-orders a")) choice(link, dataset.order, dataset.flat);
  } else dataset.flat = "";
  shown(thread, [...thread.window.querySelectorAll(".comment")]);
}

/** Let a link to an order say what pressing it does now: time order goes with two of them, and its own link turns it off. */
function choice(link, order, flat) {
  const { order: name } = link.dataset;
  const goes = name ? name === order : flat === "1";
  if (goes) link.ariaCurrent = "true";
  else link.removeAttribute("aria-current");
  for (const attribute of ["href", "data-window"]) {
    const url = new URL(link.getAttribute(attribute), location);
    url.searchParams.set("order", name ?? (FLAT.includes(order) ? order : FLAT[0]));
    url.searchParams.delete("flat");
    if (name ? flat && FLAT.includes(name) : !flat) url.searchParams.set("flat", "1");
    link.setAttribute(attribute, url.href);
  }
}

function shown(thread, added, focus) {
  focusOn(focus);
  thread.tell("window", { comments: added.filter((one) => one.matches(".comment")) });
}

/** Another site's address is its own: there only the entry of the history remembers what is shown. */
function note(parley, hash = "") {
  history.replaceState({ ...history.state, parley }, "", hash || location.href);
}
