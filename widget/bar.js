/**
 * <div class="thread-bar"> <div data-bar="news"><button type="button">3 new comments</button><button data-close>…</button></div> </div>
 *
 * Notices that lie over the thread's lower edge and take no room in it. It stands after the comments, where the Tab key
 * finds it between them and the form.
 */
export async function notice(thread, name, text, action) {
  await thread.wear("live");
  let bar = thread.find(".thread-bar");
  if (!bar) {
    bar = document.createElement("div");
    bar.className = "thread-bar";
    thread.window.after(bar);
  }
  const old = bar.querySelector(`[data-bar="${name}"]`);
  if (old?.firstElementChild.textContent === text) return;
  const focused = old?.contains(thread.root.getRootNode().activeElement);
  if (!text) {
    old?.remove();
    return;
  }
  // Made anew, not changed: a wider text in the old one would move it.
  const one = document.createElement("div");
  const [go, close] = [0, 1].map(() => Object.assign(document.createElement("button"), { type: "button" }));
  one.dataset.bar = name;
  if (thread.outside) one.part.add("news");
  go.textContent = text;
  go.addEventListener("click", action);
  close.dataset.close = "";
  close.textContent = "×";
  close.ariaLabel = thread.word("close");
  close.addEventListener("click", () => one.remove());
  one.append(go, close);
  if (old) old.replaceWith(one);
  else bar.prepend(one);
  if (focused) go.focus({ preventScroll: true });
}
