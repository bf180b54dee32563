/**
 * <parley-time><time datetime="2026-08-12T14:05:00Z">12 Aug 2026, 14:05</time></parley-time>
 *
 * Shows how long ago it was, for a week; after that a date says more. The absolute time stays in the page for screen
 * readers, who would otherwise hear a text that changes by itself, and in the tooltip for everybody else.
 */
const STEPS = [
  [60, 1, "second"],
  [3600, 60, "minute"],
  [86_400, 3600, "hour"],
  [604_800, 86_400, "day"],
];
const shown = new Set();
let timer = 0;

/** "3 hours ago" for a Date in the page's language, or "" when it is older than a week. A clock that is behind reads "now". */
function ago(date, language) {
  const seconds = Math.max(0, (Date.now() - date) / 1000);
  const step = STEPS.find(([limit]) => seconds < limit);
  if (!step) return "";
  const [, size, unit] = step;
  const amount = unit === "second" ? 0 : -Math.floor(seconds / size);
  return new Intl.RelativeTimeFormat(language, { numeric: "auto" }).format(amount, unit);
}

function tick() {
  for (const element of shown) element.refresh();
  timer = shown.size ? setTimeout(tick, 60_000) : 0;
}

class ParleyTime extends HTMLElement {
  connectedCallback() {
    shown.add(this);
    this.refresh();
    timer ||= setTimeout(tick, 60_000);
  }

  disconnectedCallback() {
    shown.delete(this);
  }

  refresh() {
    const time = this.querySelector("time");
    const date = new Date(time?.dateTime ?? "");
    if (Number.isNaN(date.valueOf())) return;
    const text = ago(date, this.closest("[lang]")?.lang || this.getRootNode().host?.lang || undefined);
    let relative = this.querySelector("[aria-hidden]");
    if (!relative && text) {
      relative = document.createElement("span");
      relative.setAttribute("aria-hidden", "true");
      this.append(relative);
    }
    if (relative) relative.textContent = text;
    time.classList.toggle("visually-hidden", text !== "");
    this.title = text && time.textContent;
  }
}

customElements.define("parley-time", ParleyTime);
