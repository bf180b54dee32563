/**
 * <script type="module" src="https://HOST/widget/parley-count.js"></script>
 * <parley-count site="…" key="…">Comments</parley-count>
 *
 * The number of comments of a page. All that stand in a document are asked for together; until the answer comes, and
 * where none comes, the element shows what the page put into it.
 */
const HOST = new URL("..", import.meta.url).href.slice(0, -1);
const MOST = 100; // keys in one question

const waiting = new Map();
let asked = false;

async function ask() {
  asked = false;
  const sites = [...waiting];
  waiting.clear();
  for (const [site, elements] of sites) {
    const keys = [...new Set(elements.map((one) => one.getAttribute("key")))];
    for (let start = 0; start < keys.length; start += MOST) {
      const query = new URLSearchParams([["site", site], ...keys.slice(start, start + MOST).map((key) => ["key", key])]);
      const answer = await fetch(`${HOST}/api/v1/counts?${query}`, { credentials: "omit" }).catch(() => null);
      if (!answer?.ok) continue;
      for (const { key, comment_count: count } of (await answer.json()).counts) {
        for (const one of elements) if (one.getAttribute("key") === key) one.show(count);
      }
    }
  }
}

class ParleyCount extends HTMLElement {
  connectedCallback() {
    const site = this.getAttribute("site") ?? "";
    waiting.set(site, [...(waiting.get(site) ?? []), this]);
    if (!asked) setTimeout(ask);
    asked = true;
  }

  show(count) {
    this.textContent = count.toLocaleString(this.closest("[lang]")?.lang || undefined);
    this.dispatchEvent(new CustomEvent("parley:count", { bubbles: true, detail: { count } }));
  }
}

if (!customElements.get("parley-count")) customElements.define("parley-count", ParleyCount);
