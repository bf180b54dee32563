// Asks the desk's JSON endpoints. Whatever goes wrong comes as a Refusal with a sentence for the moderator.

const root = document.getElementById("desk");
export const words = JSON.parse(document.getElementById("desk-words").textContent);

export class Refusal extends Error {
  constructor(code, sentence) {
    super(sentence);
    this.code = code;
  }
}

/** POST a JSON object to an endpoint ("decide"); return what it answers. Throws Refusal. */
export async function ask(endpoint, data) {
  let response;
  try {
    response = await fetch(`${root.dataset.api}${endpoint}/`, {
      method: "POST",
      headers: {
        "Content-Type": "application/json",
        "X-CSRFToken": root.dataset.csrf,
        "X-Requested-With": "XMLHttpRequest",
      },
      body: JSON.stringify(data),
      keepalive: true, // a decision arrives even if the tab is closed at once
    });
  } catch {
    throw new Refusal("offline", words.offline);
  }
  return read(response);
}

async function read(response) {
  const isJson = (response.headers.get("Content-Type") ?? "").startsWith("application/json");
  if (!isJson) {
    const out = response.redirected || response.status === 403 || response.status === 401;
    throw new Refusal(out ? "signed_out" : "offline", out ? words.signed_out : words.offline);
  }
  const answer = await response.json();
  if (!response.ok) throw new Refusal(answer.code ?? "offline", answer.sentence ?? words.offline);
  return answer;
}

let known = "";
let { ticket } = root.dataset;

/** Return where the stream is that tells of changes, with the newest ticket to it. */
export function streamAddress() {
  return `${root.dataset.stream}?${new URLSearchParams({ ticket })}`;
}

/** Return what has changed since the last time; null where nothing has, or nobody answers. */
export async function changes() {
  try {
    const response = await fetch(`${root.dataset.api}counts/`, {
      headers: { "X-Requested-With": "XMLHttpRequest", ...(known && { "If-None-Match": known }) },
      cache: "no-store",
    });
    ticket = response.headers.get("Desk-Ticket") ?? ticket;
    if (response.status !== 200) return null;
    known = response.headers.get("ETag") ?? "";
    return await response.json();
  } catch {
    return null;
  }
}
