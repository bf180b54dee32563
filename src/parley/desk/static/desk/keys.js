// Single keys on the judging page. They can be turned off (WCAG 2.2, 2.1.4) and rest while somebody types.

const STORED = "parley-desk-keys";
const WRITES = "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]";

export const keysAreOn = () => localStorage.getItem(STORED) !== "off";
export const keysSet = (on) => localStorage.setItem(STORED, on ? "on" : "off");

/** Call `acts[key]()` for keys without a modifier; "?" works always. */
export function keysListen(acts) {
  const heard = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target.matches(WRITES)) return;
    if (document.querySelector("dialog[open]")) return;
    const act = acts[event.key] ?? acts[event.key.toLowerCase()];
    if (!act || !(keysAreOn() || event.key === "?")) return;
    event.preventDefault();
    event.stopImmediatePropagation(); // Wagtail has keys of its own, "?" among them
    if (!event.repeat) act();
  };
  // In the capturing phase, before anybody else's.
  document.addEventListener("keydown", heard, { capture: true });
}
