/**
 * <header class="comment-head"> … <button class="comment-fold" aria-expanded="true" aria-label="Replies to #7">−</button> </header>
 *
 * Folds the branch under a comment. The button stands in room that the head keeps for it.
 */
export async function start(thread) {
  const all = () => thread.root.querySelectorAll(".thread-comments > .comment");
  thread.addEventListener("parley:window", () => all().forEach((one) => button(thread, one)));
  thread.addEventListener("parley:arrive", ({ detail }) => reveal(detail.comment));
  thread.root.addEventListener("click", ({ target }) => {
    const pressed = target.closest?.(".comment-fold");
    if (pressed) fold(pressed, pressed.ariaExpanded === "true");
  });
  await thread.wear("live");
  all().forEach((one) => button(thread, one));
}

/** The last of the branch that `comment` opens: the ones after it that stand deeper, and the link to more of them. */
export function branchEnd(comment) {
  const depth = Number(comment.dataset.depth);
  let last = comment;
  for (let next = comment.nextElementSibling; next; next = next.nextElementSibling) {
    if (next.matches(".comment") && Number(next.dataset.depth) <= depth) break;
    last = next;
  }
  return last;
}

/** The comments and links under `comment`, as far as they are in the page. */
function branch(comment) {
  const found = [];
  const end = branchEnd(comment);
  for (let one = comment; one !== end; found.push(one)) one = one.nextElementSibling;
  return found;
}

function button(thread, comment) {
  const here = comment.querySelector(".comment-fold");
  const needed = !thread.dataset.flat && branchEnd(comment) !== comment;
  if (!needed) here?.remove();
  if (!needed || here) return;
  const made = document.createElement("button");
  made.type = "button";
  made.className = "comment-fold";
  made.ariaExpanded = "true";
  made.ariaLabel = thread.word("branch", { number: comment.dataset.number });
  made.textContent = "−";
  comment.querySelector(".comment-head").append(made);
}

function fold(pressed, folded) {
  const below = branch(pressed.closest(".comment"));
  pressed.ariaExpanded = String(!folded);
  pressed.textContent = folded ? `+${below.filter((one) => one.matches(".comment")).length}` : "−";
  for (const one of below) one.hidden = folded;
  if (folded) return;
  // What was folded on its own within stays so.
  for (const inner of below) if (inner.querySelector?.('.comment-fold[aria-expanded="false"]')) branch(inner).forEach((one) => (one.hidden = true));
}

/** Open whatever hides `comment`. */
function reveal(comment) {
  while (comment.hidden) {
    let above = comment.previousElementSibling;
    while (above.hidden) above = above.previousElementSibling;
    fold(above.querySelector(".comment-fold"), false);
  }
}
