// <x-compare a="slug" b="slug"><a href="...">A vs B</a></x-compare>: a comparison inside pages of others.
// Asks its own site for one small file, keeps nothing, and leaves the link that stands in it where that fails.
(() => {
  const site = new URL(document.currentScript.src).origin;
  const style = `:host{display:block;font:15px/1.45 system-ui,sans-serif;color:#1b1b1f}
article{border:1px solid #c9c9d4;border-radius:8px;padding:12px 14px;background:#fff}
article{overflow-wrap:anywhere}a{color:inherit}h3,p,ul{margin:0 0 8px}h3{font-size:1.05em}ul{list-style:none;padding:0}
li{display:flex;flex-wrap:wrap;gap:0 12px;justify-content:space-between;padding:4px 0;border-top:1px solid #e3e3ea}
b{font-variant-numeric:tabular-nums;white-space:nowrap}small{color:#5d5d6b;font-weight:400}p:last-child{margin:0}
@media(prefers-color-scheme:dark){:host{color:#ececf1}article{background:#17171c;border-color:#43434f}
li{border-color:#2c2c35}small{color:#a5a5b4}}`;

  const make = (tag, text, ...inside) => {
    const node = document.createElement(tag);
    if (text) node.textContent = text;
    node.append(...inside);
    return node;
  };
  const link = (text, url) => {
    const node = make("a", text);
    // Of this site alone, whatever the answer says.
    node.href = site + new URL(url, site).pathname;
    node.target = "_blank";
    node.rel = "noopener";
    return node;
  };
  const score = (side) => {
    if (side.score === null) return make("b", "Unrated");
    const between = side.low === null ? "" : ` ${side.low.toFixed(1)} to ${side.high.toFixed(1)}`;
    return make("b", side.score.toFixed(1), make("small", between));
  };
  const card = (told) => {
    const row = (side) => make("li", "", make("span", "", link(side.name, side.url), make("small", ` ${side.kind}`)), score(side));
    const stamp = told.as_of ? `${told.rank_name} as of ${told.as_of}` : "No scores are published yet";
    return make(
      "article", "",
      make("h3", "", link(told.heading, told.url)),
      make("p", told.sentence),
      make("ul", "", ...told.sides.map(row)),
      make("p", "", make("small", stamp)),
    );
  };

  customElements.define("x-compare", class extends HTMLElement {
    static observedAttributes = ["a", "b"];

    connectedCallback() {
      if (!this.shadowRoot) {
        const sheet = new CSSStyleSheet();
        sheet.replaceSync(style);
        this.attachShadow({ mode: "open" }).append(make("slot"));
        this.shadowRoot.adoptedStyleSheets = [sheet];
      }
      this.show();
    }

    attributeChangedCallback() {
      if (this.shadowRoot) this.show();
    }

    async show() {
      const names = [this.getAttribute("a"), this.getAttribute("b")].filter(Boolean).sort().join("-vs-");
      this.asked = names;
      try {
        const answer = await fetch(`${site}/embed/${encodeURIComponent(names)}.json`, { credentials: "omit" });
        if (!answer.ok) throw new Error(`${answer.status}`);
        const told = await answer.json();
        if (this.asked === names) this.shadowRoot.replaceChildren(card(told));
      } catch {
        if (this.asked === names) this.shadowRoot.replaceChildren(make("slot"));
      }
    }
  });
})();
