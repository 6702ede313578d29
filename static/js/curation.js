// Fields of the admin that complete what is typed come without an accessible name: each gets the words of its label.
"use strict";

(() => {
  const name = () => {
    for (const select of document.querySelectorAll("select.admin-autocomplete.select2-hidden-accessible")) {
      const label = select.labels[0]?.textContent.replace(/:\s*$/, "").trim();
      const box = select.nextElementSibling;
      if (label && box) {
        for (const part of box.querySelectorAll(".select2-selection__rendered, .select2-search__field")) {
          part.setAttribute("aria-label", label);
        }
      }
    }
  };

  // They are made some time after the page, and again with each row that is added.
  new MutationObserver(name).observe(document.body, { childList: true, subtree: true });
  name();
})();
