/**
 * <div class="thread-bar"> <div data-bar="news"> <button>3 new comments</button> … </div> </div>
 *
 * Puts in place what was heard of, and moves nothing the reader looks at: new comments wait until they are asked for, a
 * comment that shrinks keeps its room while it is in sight, and one that would grow in the middle of it waits too.
 */
import { notice } from "./bar.js";
import { arrive, placed, still } from "./place.js";

const SPOKEN = 2_000; // milliseconds in which news are gathered before they are spoken
const GONE = ".comment-badge, .comment-edited, .comment-body, .comment-correction, .comment-quoted, .comment-quoted-by, .comment-actions";
const MANY = 20; // new comments that are fetched one by one

const all = new WeakMap();
const of = (thread) => {
  if (!all.has(thread)) all.set(thread, { fresh: new Set(), held: new Map(), work: Promise.resolve(), spoken: 0 });
  return all.get(thread);
};
const address = (thread, number) => thread.fresh(`/threads/${thread.dataset.thread}/comments/${number}/`);

/** Take one event: its kind and payload as in docs/reference/events.md. */
export function hear(thread, kind, payload) {
  const { number } = payload;
  if (kind === "comment.valued") return valued(thread, payload);
  if ("comment_count" in payload) thread.countShow(payload.comment_count);
  if (kind === "comment.published" || payload.to_status === "published") return appeared(thread, number);
  if (kind === "comment.edited") return changed(thread, number);
  if (kind === "comment.status_changed") return changed(thread, number, true);
  if (kind === "reset") return missed(thread);
  if (kind === "passage.changed") return thread.tell("passages");
  return undefined;
}

function valued(thread, { number, valued_count: count }) {
  const shown = thread.comment(number)?.querySelector(".comment-value-count");
  if (!shown || shown.closest("[aria-busy]")) return;
  shown.dataset.count = count;
  shown.textContent = count.toLocaleString(thread.language);
}

// --- new comments ------------------------------------------------------------------------------------------------------

function appeared(thread, number) {
  const here = of(thread);
  const known = thread.comment(number);
  thread.dataset.lastNumber = Math.max(Number(thread.dataset.lastNumber), number);
  if (known?.matches(".comment-removed, .comment-waiting")) changed(thread, number);
  if (known || here.fresh.has(number)) return;
  here.fresh.add(number);
  announce(thread);
}

/** Say how many there are, on the button at once and aloud when no more come. */
function announce(thread) {
  const here = of(thread);
  const words = here.fresh.size ? thread.words("new", here.fresh.size) : "";
  clearTimeout(here.spoken);
  here.spoken = setTimeout(() => thread.say(words), SPOKEN);
  notice(thread, "news", words, () => bring(thread));
}

/** The reader asked: put the new comments where they belong, and lead to the first of them. */
async function bring(thread) {
  const here = of(thread);
  const numbers = [...here.fresh].sort((one, other) => one - other);
  here.fresh.clear();
  clearTimeout(here.spoken);
  const made = numbers.length > MANY ? [] : await Promise.all(numbers.map((number) => fetched(thread, number)));
  const shown = [];
  still(thread, () => {
    for (const comment of made) if (comment && placed(thread, comment)) shown.push(comment);
  });
  await notice(thread, "news", "");
  thread.find(".thread-empty")?.remove();
  thread.tell("window", { comments: shown });
  const [first] = shown;
  if (first) arrive(thread, first, "nearest");
  else await thread.show(numbers[0]);
}

async function fetched(thread, number) {
  try {
    return thread.dressed(await thread.fragment(address(thread, number))).querySelector(".comment");
  } catch (problem) {
    if (problem.status === 404) return null;
    throw problem;
  }
}

/** The server no longer has all that happened since: say how many came, and show them from the start if asked. */
async function missed(thread) {
  const { last_number: last, comment_count: count } = await thread.ask(thread.dataset.api);
  const more = last - Number(thread.dataset.lastNumber);
  thread.countShow(count);
  if (more > 0) notice(thread, "news", thread.words("new", more), () => location.reload());
}

// --- comments that change ----------------------------------------------------------------------------------------------

/** One after the other, so that two changes of one comment come in order. */
function changed(thread, number, isGone = false) {
  const here = of(thread);
  if (here.fresh.has(number)) {
    // It is fetched as it is when it is asked for, or not at all.
    if (isGone && here.fresh.delete(number)) announce(thread);
    return;
  }
  here.work = here.work.then(async () => {
    const old = thread.comment(number);
    if (!old) return;
    const made = await fetched(thread, number);
    if (made) swap(thread, old, made);
    else gone(thread, old);
  }, () => {});
}

const above = (rect) => rect.bottom <= 0;
const below = (rect) => rect.top >= innerHeight;

/** Put `made` in the place of `old`, now or when that moves nothing in sight. */
function swap(thread, old, made) {
  const rect = old.getBoundingClientRect();
  const focused = thread.root.getRootNode().activeElement;
  if (old.contains(focused) || old.querySelector("parley-comment-form, .comment-panel")) return later(thread, old, made);
  for (const name of ["unread", "seen"]) if (name in old.dataset) made.dataset[name] = old.dataset[name];
  made.hidden = old.hidden;
  const pressed = old.querySelector(".comment-value [aria-pressed=true]");
  if (pressed) made.querySelector(".comment-value button")?.setAttribute("aria-pressed", "true");
  still(thread, () => old.replaceWith(made));
  thread.tell("window", { comments: [made] });
  if (above(rect) || below(rect) || old.hidden) return undefined;
  const grown = made.getBoundingClientRect().height - rect.height;
  if (grown > 0.5 && rect.bottom < innerHeight) {
    made.replaceWith(old);
    return wait(thread, old, made);
  }
  return grown < 0 ? keep(thread, made, rect.height) : undefined;
}

/** Keep a comment as high as it was until it is out of sight. */
function keep(thread, comment, height) {
  comment.style.minBlockSize = `${height}px`;
  unseen(comment, () => still(thread, () => comment.style.removeProperty("min-block-size")));
}

/** The reader is at work in this comment: look again when the focus goes. */
function later(thread, old, made) {
  of(thread).held.set(old, made);
  const again = () => {
    if (of(thread).held.get(old) !== made) return;
    of(thread).held.delete(old);
    if (old.isConnected) swap(thread, old, made);
  };
  thread.root.addEventListener("focusout", () => setTimeout(again), { once: true });
}

/** It would grow in the middle of what is seen: put it there when it is out of sight, or when it is asked for. */
function wait(thread, old, made) {
  const { held } = of(thread);
  held.set(old, made);
  unseen(old, () => {
    if (held.get(old) !== made) return; // shown already, or changed again
    held.delete(old);
    swap(thread, old, made);
  });
  notice(thread, "changed", thread.word("changed"), () => {
    const shown = [...held.values()];
    for (const [one, other] of held) one.replaceWith(other);
    held.clear();
    notice(thread, "changed", "");
    thread.tell("window", { comments: shown });
    if (shown.length) arrive(thread, shown.at(-1), "nearest");
  });
}

/** Leave of a comment what a reload would show of it while replies stand under it: its number, and that it is gone. */
export function gone(thread, old) {
  const rect = old.getBoundingClientRect();
  if (above(rect) || below(rect)) return still(thread, () => old.remove());
  const words = document.createElement("p");
  words.className = "comment-gone";
  words.textContent = thread.word("gone");
  const author = old.querySelector(".comment-author");
  if (author) {
    author.style.inlineSize = `${author.getBoundingClientRect().width}px`;
    author.textContent = "";
  }
  for (const part of old.querySelectorAll(GONE)) part.remove();
  old.append(words);
  old.classList.add("comment-removed");
  return keep(thread, old, rect.height);
}

/** Call `done` once `element` has left the window. */
function unseen(element, done) {
  const watch = new IntersectionObserver((entries) => {
    if (entries.at(-1).isIntersecting) return;
    watch.disconnect();
    if (element.isConnected) done();
  });
  watch.observe(element);
}
