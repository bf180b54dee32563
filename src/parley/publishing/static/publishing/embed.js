/**
 * A film from elsewhere that loads only when the reader asks for it.
 *
 *   <parley-embed data-src="https://…/embed/…" data-title="What one sees" data-play="Play here">
 *     <figure class="embed">…<p class="embed__links"><a href="https://…">Watch there</a></p>…</figure>
 *   </parley-embed>
 *
 * Without this script the card is a link. With it, a button stands before the link and puts the frame in the card's place.
 */
class ParleyEmbed extends HTMLElement {
  connectedCallback() {
    const links = this.querySelector(".embed__links");
    if (!links || links.querySelector("button")) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button";
    button.textContent = this.dataset.play;
    button.addEventListener("click", () => this.#play());
    links.prepend(button);
  }

  #play() {
    const frame = document.createElement("iframe");
    frame.src = this.dataset.src;
    frame.title = this.dataset.title;
    frame.allow = "fullscreen; picture-in-picture; encrypted-media";
    // The players refuse to start for a page that does not say where it is.
    frame.referrerPolicy = "strict-origin-when-cross-origin";
    frame.className = "embed__frame";
    this.replaceChildren(frame);
    frame.focus();
  }
}

customElements.define("parley-embed", ParleyEmbed);
