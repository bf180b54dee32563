// On every page of the desk: counts and colleagues kept fresh while the tab is seen, and the number of ticked comments.

import { changes, streamAddress, words } from "./client.js";
import { Live } from "./live.js";
import { say } from "./toasts.js";

const now = document.getElementById("desk-now");
let waiting = null;

async function refresh() {
  const changed = await changes();
  if (!changed) return;
  for (const [name, shown] of Object.entries(changed.shown)) {
    for (const place of document.querySelectorAll(`[data-count="${name}"]`)) place.textContent = shown;
  }
  for (const place of document.querySelectorAll("[data-today]")) place.textContent = changed.today;
  if (now.innerHTML.trim() !== changed.html.trim()) now.innerHTML = changed.html;
  const added = waiting === null ? 0 : changed.counts.waiting - waiting;
  waiting = changed.counts.waiting;
  if (added > 0) say(words.more.replace("%s", added));
}

new Live({ address: streamAddress, read: refresh }).start();

// On a phone the tabs are a strip that is wider than the window.
document.querySelector(".desk-tabs [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });

const ticked = document.getElementById("ticked");
const bulk = document.getElementById("bulk");
bulk?.addEventListener("change", () => {
  const count = bulk.querySelectorAll("[name=comment]:checked").length;
  ticked.textContent = count ? `(${count})` : "";
});
