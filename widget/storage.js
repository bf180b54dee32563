/**
 * What the browser remembers for the reader. Where storage is blocked or full, the page's own memory serves until it
 * is left, so nothing else needs to know.
 */
const memory = new Map();

export function recall(key) {
  try {
    return localStorage.getItem(`parley:${key}`) ?? memory.get(key) ?? "";
  } catch {
    return memory.get(key) ?? "";
  }
}

/** Keep `text` under `key`; an empty text is forgotten. */
export function remember(key, text) {
  memory.set(key, text);
  try {
    if (text) localStorage.setItem(`parley:${key}`, text);
    else localStorage.removeItem(`parley:${key}`);
  } catch {
    // Blocked or full: `memory` has it.
  }
}
