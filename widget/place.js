/**
 * <div class="thread-comments"> <article class="comment" id="comment-7" data-number data-depth data-parent data-root> … </div>
 *
 * Where a comment stands among the others, and how the reader gets there without losing the place.
 */

import { branchEnd } from "./fold.js";

/** Run `change`; what the reader looks at stays where it is, also in browsers without scroll anchoring. */
export function still(thread, change) {
  const anchor = [...thread.root.querySelectorAll(".comment")].find((one) => one.getBoundingClientRect().bottom > 0);
  const place = anchor?.getBoundingClientRect().top;
  change();
  if (!anchor?.isConnected) return;
  const moved = anchor.getBoundingClientRect().top - place;
  if (moved) scrollBy({ top: moved, behavior: "instant" });
}

/** Let the focus go on to `element`, which need not be one for the Tab key, and scroll nothing. */
export function focusOn(element) {
  if (!element) return;
  if (!element.matches("a, button, input, textarea, select")) element.tabIndex = -1;
  element.focus({ preventScroll: true });
}

/** Bring the reader to a comment. */
export function arrive(thread, comment, block = "start") {
  thread.tell("arrive", { comment }); // a folded branch opens
  thread.find("[data-new]")?.removeAttribute("data-new");
  comment.setAttribute("data-new", "");
  comment.scrollIntoView({ block });
  focusOn(comment);
}

/**
 * Put a new comment where a reload would show it, or return false where what is shown does not reach that place: a
 * later window, or a part of a branch that is not unrolled.
 */
export function placed(thread, comment) {
  const list = thread.find(".thread-comments");
  const { order, flat } = thread.dataset;
  const { parent } = comment.dataset;
  const atEnd = !thread.find('[data-more="after"]');
  const atStart = !thread.find('[data-more="before"]');
  if (!list || thread.comment(comment.dataset.number)) return false;
  if (parent && !flat) {
    const above = thread.comment(parent);
    if (!above) return false;
    const last = branchEnd(above);
    if (last.matches('[data-more="branch"]') && above.dataset.depth === "0") return false;
    last.after(comment);
  } else if (order === "newest") {
    if (!atStart) return false;
    list.prepend(comment);
  } else {
    if (!atEnd) return false;
    list.append(comment);
  }
  return true;
}
