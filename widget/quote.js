/**
 * <div data-quotable>…</div> <parley-thread> … <div class="comment-body">…</div> … </parley-thread>
 *
 * Select words of the article or of a comment, and a button "Quote" stands beside them; pressed, it tells of the words
 * with the event `parley:quote` {exact, prefix, suffix, target (a comment's number, or null)} and gives them to the form.
 * By keyboard: select with Shift and the arrow keys (caret browsing, F7), then Tab leads to the button, and Escape away.
 */
import { articleOf, selectorOf } from "./text.js";

const PAUSE = 250; // milliseconds without a change before a selection counts as made
const SHORTEST = 5; // characters, as the server takes them
const LONGEST = 1000;
const GAP = 8; // pixels between the selection and the button

export async function start(thread) {
  await thread.wear("passages");
  const tool = document.createElement("div");
  const button = document.createElement("button");
  tool.className = "thread quote-tool";
  tool.popover = "manual"; // in the top layer, where no ancestor's transform or overflow reaches
  button.type = "button";
  button.className = "button";
  button.textContent = thread.word("quote");
  tool.append(button);
  thread.root.append(tool);

  let timer = 0;
  let words = null;
  let byKeyboard = false;

  function hide() {
    words = null;
    if (tool.matches(":popover-open")) tool.hidePopover();
  }

  function look() {
    clearTimeout(timer);
    if (tool.contains(focused(thread))) return;
    const chosen = selected(thread);
    if (!chosen) return hide();
    words = chosen.words;
    if (!tool.matches(":popover-open")) {
      tool.showPopover();
      if (byKeyboard) thread.say(thread.word("quote-hint"));
    }
    place(tool, chosen.range);
  }

  document.addEventListener("selectionchange", () => {
    clearTimeout(timer);
    timer = setTimeout(look, PAUSE);
  });
  addEventListener("scroll", () => words && look(), { passive: true });
  addEventListener("resize", () => words && look());
  document.addEventListener("pointerdown", () => (byKeyboard = false), { passive: true });
  document.addEventListener("keydown", (event) => {
    byKeyboard = true;
    if (!tool.matches(":popover-open")) return;
    if (event.key === "Escape") hide();
    if (event.key === "Tab" && !event.shiftKey && !tool.contains(focused(thread))) {
      look(); // the last letters may have been selected less than a PAUSE ago
      if (!words) return;
      event.preventDefault();
      button.focus({ preventScroll: true });
    }
  });
  button.addEventListener("pointerdown", (event) => event.preventDefault()); // the selection stays
  button.addEventListener("click", () => {
    const chosen = words;
    hide();
    getSelection().removeAllRanges();
    if (chosen && thread.tell("quote", chosen)) take(thread, chosen);
  });
  button.addEventListener("blur", () => hide());
  look();
}

/** Give the words to the form, under the comment they are from. A host that forbids the event does what it likes. */
async function take(thread, chosen) {
  const { replyTo } = await thread.use("form");
  const form = thread.find("parley-comment-form");
  if (!form) return; // the thread is closed
  const comment = chosen.target && thread.comment(chosen.target);
  if (comment) replyTo(thread, comment);
  form.quote(chosen);
  form.focusText();
}

const focused = (thread) => thread.root.getRootNode().activeElement ?? document.activeElement;

/** The words that are selected and can be quoted: {range, words}, or null. */
function selected(thread) {
  const range = rangeOf(thread);
  if (!range) return null;
  const root = rootOf(thread, range);
  if (!root) return null;
  if (!root.contains(range.endContainer)) range.setEnd(root, root.childNodes.length); // a triple click goes beyond
  const target = Number(root.closest?.(".comment")?.dataset.number) || null;
  const words = { ...selectorOf(range, root), target };
  const { length } = words.exact;
  return length >= SHORTEST && length <= LONGEST ? { range, words } : null;
}

/** The selection, also one within a shadow root, as a live range. */
function rangeOf(thread) {
  const selection = getSelection();
  let found;
  if (thread.outside) {
    const inner = thread.root.getSelection?.();
    if (inner?.rangeCount && !inner.isCollapsed) found = inner.getRangeAt(0);
    else [found] = selection.getComposedRanges?.({ shadowRoots: [thread.root] }) ?? [];
    if (found && !thread.root.contains(found.startContainer)) found = null;
  }
  if (!found && selection.rangeCount) found = selection.getRangeAt(0);
  if (!found || found.collapsed) return null;
  const range = new Range();
  range.setStart(found.startContainer, found.startOffset);
  range.setEnd(found.endContainer, found.endOffset);
  return range;
}

/** The article or the comment's body that a range begins in. */
function rootOf(thread, { startContainer: node }) {
  const element = node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement;
  const body = element?.closest(".comment-body");
  if (body && thread.root.contains(body)) return body.closest("dialog, .comment-waiting") ? null : body;
  const article = articleOf(thread);
  return article?.contains(node) && !thread.contains(node) ? article : null;
}

/** Below the selection's end, within the window; on touch screens that is clear of the system's own menu. */
function place(tool, range) {
  const rects = range.getClientRects();
  const end = rects[rects.length - 1] ?? range.getBoundingClientRect();
  const { width, height } = tool.getBoundingClientRect();
  const across = Math.min(Math.max(GAP, end.left + end.width / 2 - width / 2), document.documentElement.clientWidth - width - GAP);
  const down = Math.min(Math.max(GAP, end.bottom + GAP), innerHeight - height - GAP);
  tool.style.transform = `translate(${across}px, ${down}px)`;
}
