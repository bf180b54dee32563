// Short messages with a way back, and the same for those who hear the page.

import { words } from "./client.js";

const UNDO_MILLISECONDS = 30_000;
const KEPT = 3;
const place = document.getElementById("desk-toasts");
const live = document.getElementById("desk-live");

/** Say something to a screen reader, after what it is saying now. */
export function say(sentence) {
  live.textContent = sentence;
}

/** Show a message. `undo`: what a button "Undo" does; then the message stays as long as that is promised. */
export function toast(sentence, { undo = null, isWrong = false } = {}) {
  const box = document.createElement("div");
  box.className = `desk-toast${isWrong ? " is-wrong" : ""}`;
  if (isWrong) box.setAttribute("role", "alert");
  const text = document.createElement("p");
  text.textContent = sentence;
  box.append(text);
  const away = () => box.remove();
  box.append(undo ? button(words.undo, () => (away(), undo())) : button(words.close, away));
  place.append(box);
  while (place.children.length > KEPT) place.firstElementChild.remove();
  setTimeout(away, undo || isWrong ? UNDO_MILLISECONDS : UNDO_MILLISECONDS / 6);
  return away;
}

function button(label, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "desk-button";
  made.textContent = label;
  made.addEventListener("click", act);
  return made;
}
