// <div id="judge"> with a comment's card in it: decides without reloading. What a key or a button does is shown at once;
// the request runs behind it, and what the desk refuses comes back with the reason.

import { Refusal, ask, words } from "./client.js";
import { keysAreOn, keysListen, keysSet } from "./keys.js";
import { Line } from "./line.js";
import { say, toast } from "./toasts.js";

const room = document.getElementById("judge");
const card = () => document.getElementById("card");
const { queue, order, text, article, name, reason } = room.dataset;
const line = new Line({ queue, order, text, article, name, reason }, itemOf(card()));
const done = []; // what can be taken back: { item, answer, away }, the last one last
const onTheWay = new Set(); // promises of what the desk has not answered yet; none of them fails
const help = document.getElementById("desk-help");

function itemOf(element) {
  const { id, version } = element.dataset;
  return { id, version: Number(version), html: room.innerHTML, url: location.href, name: "" };
}

function follow(answer) {
  const settled = answer.finally(() => onTheWay.delete(settled));
  onTheWay.add(settled);
}

function show(item, sentence = "") {
  room.ariaBusy = null;
  if (!item) {
    say(words.empty);
    location.assign(room.dataset.empty);
    return;
  }
  room.innerHTML = item.html;
  history.replaceState(null, "", item.url);
  document.getElementById("help-open").hidden = false;
  const title = document.getElementById("card-title");
  scrollTo({ top: 0, behavior: "instant" });
  title.focus({ preventScroll: true });
  say(`${sentence} ${words.next} ${title.textContent.trim()}`.trim());
}

function wrong(error) {
  toast(error instanceof Refusal && error.message ? error.message : words.taken, { isWrong: true });
}

async function goOn(sentence) {
  try {
    const item = await line.next();
    // To the desk a comment waits until its decision has arrived: to leave before would lead back to it.
    if (!item) room.ariaBusy = "true";
    while (!line.current && onTheWay.size) await Promise.all(onTheWay);
    if (item || !line.current) show(item, sentence); // else one came back
  } catch (error) {
    room.ariaBusy = null;
    wrong(error);
  }
}

const SAID = { publish: words.published, hold: words.held, reject: words.rejected };

function decide(action, reasonCode = "") {
  const item = line.current;
  if (!item || line.decided.has(item.id)) return;
  const note = room.querySelector("#decide-form [name=note]")?.value ?? "";
  line.decided.add(item.id);
  const answer = ask("decide", { comment: item.id, version: item.version, action, reason: reasonCode, note });
  const label = reasonCode ? room.querySelector(`[value="reject:${CSS.escape(reasonCode)}"] span`)?.textContent : "";
  const sentence = label ? `${words.rejected.replace(/\.$/, "")}: ${label}.` : SAID[action];
  const step = { item, answer };
  done.push(step);
  step.away = toast(sentence, { undo: () => undo(step) });
  follow(
    answer.then(
      (told) => settle(step, told),
      (error) => bringBack(step, error),
    ),
  );
  // Served again only once it has been decided, else the desk would think that it still waits.
  goOn(sentence);
}

function settle(step, told) {
  setTimeout(() => line.decided.delete(step.item.id), 0);
  if (told.decision) return;
  forget(step);
  toast(told.sentence);
}

function forget(step) {
  step.away();
  const place = done.indexOf(step);
  if (place >= 0) done.splice(place, 1);
}

async function bringBack(step, error) {
  forget(step);
  let item = step.item;
  try {
    item = await line.fetchOne(item.id); // with the text as it is now
  } catch (refusal) {
    // Where nobody answers, it comes back as it was; where it is a colleague's now, it does not.
    if (!["busy", "offline"].includes(refusal.code)) {
      line.decided.delete(item.id);
      wrong(error);
      return;
    }
  }
  line.put(item);
  show(item);
  wrong(error);
}

function undo(step = done.at(-1)) {
  if (!step) {
    toast(words.nothing);
    return;
  }
  forget(step);
  follow(takeBack(step));
}

async function takeBack(step) {
  try {
    const { decision } = await step.answer;
    await ask("undo", { decision });
    const item = await line.fetchOne(step.item.id);
    line.put(item);
    show(item, words.undone);
  } catch (error) {
    wrong(error);
  }
}

function skip() {
  const item = line.current;
  if (!item) return;
  line.decided.add(item.id);
  follow(
    ask("lease", { comments: [item.id], release: true, pass: true })
      .catch(() => {})
      .finally(() => line.decided.delete(item.id)),
  );
  goOn(words.skipped);
}

async function back() {
  const item = line.seen.at(-1);
  if (!item) {
    toast(words.first);
    return;
  }
  try {
    const fresh = await line.fetchOne(item.id);
    line.put(fresh);
    show(fresh);
  } catch (error) {
    wrong(error);
  }
}

function reasonsOpen(open = true) {
  const reasons = document.getElementById("reasons");
  reasons?.classList.toggle("is-open", open);
  if (!open) return;
  say(words.choose);
  reasons?.querySelector("button").focus();
}

function noteOpen() {
  const place = document.getElementById("note-open");
  if (!place) return;
  place.open = true;
  place.querySelector("textarea").focus();
}

async function noteKeep(form) {
  const item = line.current;
  const values = Object.fromEntries(new FormData(form));
  try {
    const told = await ask("note", {
      comment: item.id,
      note: values.note,
      asks: Number(values.asks) || 0,
      ...line.looking,
    });
    if (line.current?.id === item.id) {
      line.put(told.item);
      show(told.item, words.noted);
    }
    toast(told.sentence);
  } catch (error) {
    wrong(error);
  }
}

function veil() {
  const isBlurred = card().classList.toggle("is-blurred");
  for (const text of card().querySelectorAll(".card-veiled")) {
    if (isBlurred) text.setAttribute("aria-hidden", "true");
    else text.removeAttribute("aria-hidden");
  }
  const button = document.getElementById("veil");
  button.setAttribute("aria-expanded", String(!isBlurred));
  button.firstChild.textContent = `${isBlurred ? words.show : words.blur} `;
}

function choose(value) {
  const [action, reasonCode] = value.split(":");
  if (action === "skip") skip();
  else decide(action, reasonCode);
}

room.addEventListener("submit", (event) => {
  if (event.target.id === "note-form") {
    event.preventDefault();
    noteKeep(event.target);
  } else if (event.target.id === "decide-form") {
    event.preventDefault();
    if (event.submitter?.value) choose(event.submitter.value);
  }
});

room.addEventListener("click", (event) => {
  const opens = event.target.closest("#reject-open");
  if (event.target.closest("#veil")) {
    event.preventDefault();
    veil();
    return;
  }
  if (opens || event.target.closest("#reasons-close")) {
    event.preventDefault();
    reasonsOpen(Boolean(opens) && !document.getElementById("reasons").classList.contains("is-open"));
  } else if (event.target.closest("#help-open")) {
    help.showModal();
  }
});

room.addEventListener("keydown", (event) => {
  if (event.key === "Escape") reasonsOpen(false);
});

function reject(number) {
  const button = room.querySelectorAll(".card-reason")[number - 1];
  if (button) choose(button.value);
}

const acts = {
  a: () => decide("publish"),
  r: () => reasonsOpen(),
  h: () => decide("hold"),
  n: skip,
  j: skip,
  p: back,
  k: back,
  u: () => undo(),
  z: () => undo(),
  m: noteOpen,
  s: () => document.getElementById("sanction-link")?.click(),
  b: () => document.getElementById("veil")?.click(),
  "?": () => help.showModal(),
};
for (let number = 1; number <= 9; number += 1) acts[number] = () => reject(number);

const toggle = document.getElementById("keys-on");
toggle.checked = keysAreOn();
toggle.addEventListener("change", () => keysSet(toggle.checked));
keysListen(acts);
document.getElementById("help-open").hidden = false;
document.getElementById("card-title").focus({ preventScroll: true });
// What the server said was done leads back by its form; the script's own messages come beside it.
line.fill().catch(wrong);
