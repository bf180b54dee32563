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
  let one = bar.querySelector(`[data-bar="${name}"]`);
  if (!text) {
    one?.remove();
    return;
  }
  if (!one) {
    one = document.createElement("div");
    one.dataset.bar = name;
    const [go, close] = [0, 1].map(() => Object.assign(document.createElement("button"), { type: "button" }));
    if (thread.outside) one.part.add("news");
    close.dataset.close = "";
    close.textContent = "×";
    close.ariaLabel = thread.word("close");
    close.addEventListener("click", () => one.remove());
    one.append(go, close);
    bar.append(one);
  }
  one.firstElementChild.textContent = text;
  one.firstElementChild.onclick = action;
}
