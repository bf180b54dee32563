/**
 * "3 new since your last visit": marks the comments that came since, and leads from one to the next. Kept for each
 * thread in the browser alone. A visit ends after half an hour away, so a reload takes no marks off.
 */
import { recall, remember } from "./storage.js";

const VISIT = 30 * 60_000; // milliseconds

export async function start(thread) {
  const key = `seen:${thread.dataset.thread}`;
  const { lastNumber, count } = thread.dataset;
  let kept = {};
  try {
    kept = JSON.parse(recall(key) || "{}");
  } catch {
    // Not ours, or of an older shape: this is a first visit.
  }
  const away = Date.now() - (kept.at ?? 0) > VISIT;
  const since = away ? kept.last : kept.since;
  const keep = () => {
    const last = { number: Number(thread.dataset.lastNumber || lastNumber), count: Number(thread.dataset.count || count) };
    remember(key, JSON.stringify({ at: Date.now(), last, since }));
  };
  keep();
  addEventListener("pagehide", keep);
  if (!since || Number(lastNumber) <= since.number) return;

  await thread.wear("live");
  const mark = () => {
    for (const one of thread.root.querySelectorAll(".thread-comments > .comment")) {
      if (Number(one.dataset.number) > since.number && !one.dataset.seen) one.dataset.unread = "";
    }
  };
  mark();
  thread.addEventListener("parley:window", mark);
  const { notice } = await import("./bar.js");
  const few = Math.max(1, Math.min(Number(lastNumber) - since.number, Number(count) - since.count));
  let reached = since.number;

  /** The next one below the last one visited here, else the next by number wherever it stands. */
  async function next() {
    const marked = [...thread.root.querySelectorAll(".comment[data-unread]")];
    const focused = thread.root.getRootNode().activeElement;
    const below = marked.find((one) => !focused?.closest?.(".comment") || focused.closest(".comment").compareDocumentPosition(one) & 4);
    let one = below ?? marked[0];
    if (!one) {
      const { number } = await thread.ask(`${thread.dataset.api}/next?number=${reached}`).catch(() => ({}));
      if (number && (await thread.show(number))) one = thread.comment(number);
    } else await thread.show(one.dataset.number);
    if (!one) return notice(thread, "unread", "");
    reached = Math.max(reached, Number(one.dataset.number));
    delete one.dataset.unread;
    one.dataset.seen = "";
    return notice(thread, "unread", thread.word("unread-next"), next);
  }
  await notice(thread, "unread", `${thread.words("unread", few)} · ${thread.word("unread-next")}`, next);
}
