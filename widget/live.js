/**
 * <parley-thread data-api="https://HOST/api/v1/threads/ID" data-sequence="1234">
 *
 * Hears of what happens in the thread while its tab is in sight: by the server's event stream, or by asking now and then
 * where the stream is refused. What was missed meanwhile is read on from the last sequence. news.js shows it.
 */
const KINDS = [
  "comment.published",
  "comment.status_changed",
  "comment.edited",
  "comment.valued",
  "thread.changed",
  "passage.changed",
  "reset",
];
const PAUSE = 5_000; // milliseconds between the first two questions; doubled while nothing happens
const LONGEST = 120_000;
const ASKED = 6; // questions before the stream is tried again

export function start(thread) {
  const { api } = thread.dataset;
  let source;
  let timer = 0;
  let asked = 0;
  let pause = PAUSE;

  async function hear(kind, payload, number) {
    // Heard before; but a reset may also name an earlier one, of a server that was restored from a backup.
    if (kind !== "reset" && Number(number) <= Number(thread.dataset.sequence)) return;
    thread.dataset.sequence = number;
    const news = await import("./news.js");
    news.hear(thread, kind, payload);
  }

  function listen() {
    asked = 0;
    source = new EventSource(`${api}/events?after=${thread.dataset.sequence}`);
    for (const kind of KINDS) {
      source.addEventListener(kind, ({ data, lastEventId }) => hear(kind, JSON.parse(data), lastEventId));
    }
    source.addEventListener("open", () => (pause = PAUSE));
    source.addEventListener("error", () => {
      // Otherwise the connection only broke, and the browser goes on by itself.
      if (source?.readyState === EventSource.CLOSED) later();
    });
  }

  function later() {
    stop();
    timer = setTimeout(ask, pause * (0.5 + Math.random())); // spread, so that not all come back at once
    pause = Math.min(pause * 2, LONGEST);
  }

  async function ask() {
    if (asked++ >= ASKED) return listen();
    try {
      const { events, last, more, reset } = await thread.ask(`${api}/changes?after=${thread.dataset.sequence}`);
      if (events.length) pause = PAUSE;
      for (const event of events) await hear(event.kind, event.data, event.sequence);
      if (reset) await hear("reset", {}, last);
      if (more) return ask();
    } catch {
      // No connection, or busy: the pause grows.
    }
    return document.hidden ? undefined : later();
  }

  function stop() {
    source?.close();
    source = undefined;
    clearTimeout(timer);
  }

  function look() {
    stop();
    if (!document.hidden && thread.isConnected) listen();
  }

  thread.live = { start: look, stop };
  document.addEventListener("visibilitychange", look);
  addEventListener("pagehide", stop);
  addEventListener("pageshow", ({ persisted }) => persisted && look());
  look();
}
