/**
 * The text of an article or a comment, for quoting: what a selection says, and where quoted words stand. Nothing is ever
 * changed in it; places are Ranges.
 *
 * White space is left out of comparisons: the server's text has its line breaks elsewhere than the page.
 */
const AFFIX = 32; // characters before and after a passage, as the server keeps them
const UNREAD = "script, style, template, noscript, textarea, select, parley-thread, [data-parley-marks]";
const BLOCKS = "p, li, h1, h2, h3, h4, h5, h6, blockquote, figcaption, dd, dt, td, th, pre, div, section, article, aside";
const BLANKS = /[\s\u00ad\u200b-\u200f\u2060\ufeff]+/g;

const squeezed = (text) => text.replace(BLANKS, "");

/** The element whose text is quoted: our own article, or what the attribute `article` of the element says. */
export function articleOf(thread) {
  if (!thread.outside) return document.querySelector("[data-quotable]");
  try {
    return document.querySelector(thread.getAttribute("article") || "article, main");
  } catch {
    return null; // not a selector
  }
}

/** The text nodes of `root` in order, with `br` elements between them. */
function* parts(root) {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT, (node) => {
    if (node.nodeType === Node.TEXT_NODE || node.localName === "br") return NodeFilter.FILTER_ACCEPT;
    return node.matches(UNREAD) ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_SKIP;
  });
  while (walker.nextNode()) yield walker.currentNode;
}

/** What `range` says, a line for each block and each line break. */
function said(range, root) {
  let text = "";
  let block;
  for (const node of parts(root)) {
    if (!range.intersectsNode(node)) continue;
    if (node.nodeType !== Node.TEXT_NODE) {
      text += "\n";
      continue;
    }
    const here = node.parentElement.closest(BLOCKS);
    if (block && here !== block) text += "\n";
    block = here;
    const start = node === range.startContainer ? range.startOffset : 0;
    const end = node === range.endContainer ? range.endOffset : node.length;
    text += node.data.slice(start, end);
  }
  return text.replace(/[ \t]*\n\s*/g, "\n");
}

/** Name the words of a range within `root`: {exact, prefix, suffix}. */
export function selectorOf(range, root) {
  const before = new Range();
  before.setStart(root, 0);
  before.setEnd(range.startContainer, range.startOffset);
  const after = new Range();
  after.setStart(range.endContainer, range.endOffset);
  after.setEnd(root, root.childNodes.length);
  const exact = said(range, root);
  return {
    exact: exact.trim(),
    prefix: (said(before, root) + exact.slice(0, exact.length - exact.trimStart().length)).slice(-AFFIX),
    suffix: (exact.slice(exact.trimEnd().length) + said(after, root)).slice(0, AFFIX),
  };
}

/** An element's text without white space, in which passages are looked for. */
export class Text {
  #nodes = [];
  #starts = [];
  #text = "";

  constructor(root) {
    const pieces = [];
    let length = 0;
    for (const node of parts(root)) {
      if (node.nodeType !== Node.TEXT_NODE) continue;
      const words = squeezed(node.data);
      if (!words) continue;
      this.#nodes.push(node);
      this.#starts.push(length);
      pieces.push(words);
      length += words.length;
    }
    this.#text = pieces.join("");
  }

  /** Where a passage stands, as a Range; of several places the one whose surroundings fit best. Null for nowhere. */
  find({ exact, prefix = "", suffix = "" }) {
    const words = squeezed(exact);
    const [before, after] = [squeezed(prefix), squeezed(suffix)];
    if (!words) return null;
    let best = -1;
    let most = -1;
    for (let place = this.#text.indexOf(words), tried = 0; place >= 0 && tried < 100; tried++) {
      const end = place + words.length;
      const fit =
        alike([...this.#text.slice(Math.max(0, place - before.length), place)].reverse(), [...before].reverse()) +
        alike([...this.#text.slice(end, end + after.length)], [...after]);
      if (fit > most) [best, most] = [place, fit];
      place = this.#text.indexOf(words, place + 1);
    }
    if (best < 0) return null;
    const range = new Range();
    range.setStart(...this.#place(best));
    const [node, offset] = this.#place(best + words.length - 1);
    range.setEnd(node, offset + 1);
    return range;
  }

  /** The node and the offset in it of one character. */
  #place(index) {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#starts[middle] <= index) low = middle;
      else high = middle - 1;
    }
    const { data } = this.#nodes[low];
    let left = index - this.#starts[low];
    for (let offset = 0; offset < data.length; offset++) {
      if (squeezed(data[offset]) && left-- === 0) return [this.#nodes[low], offset];
    }
    return [this.#nodes[low], data.length];
  }
}

function alike(one, other) {
  let count = 0;
  while (count < one.length && count < other.length && one[count] === other[count]) count++;
  return count;
}
