// In the rooms of rules and legal holds: a problem's line is selected in the text, and a sweep goes on by itself.

const text = document.getElementById("text");
for (const link of document.querySelectorAll("[data-line]")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    const lines = text.value.split("\n");
    const at = Number(link.dataset.line) - 1;
    const begin = lines.slice(0, at).join("\n").length + (at > 0 ? 1 : 0);
    text.focus();
    text.setSelectionRange(begin, begin + (lines[at] ?? "").length);
    text.scrollTop = (text.scrollHeight / lines.length) * Math.max(0, at - 3);
  });
}

async function sweepOn() {
  for (let form = document.querySelector("[data-goes-on]"); form; form = document.querySelector("[data-goes-on]")) {
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form) });
    if (!answer.ok) return; // the button is still there
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const next = page.getElementById("sweep");
    if (!next) return;
    document.getElementById("sweep").replaceWith(next);
    history.replaceState(null, "", answer.url);
  }
}

sweepOn();
