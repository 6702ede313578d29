// Loaded in the head and not deferred: the chosen theme stands before the first paint. Without script the theme
// follows the system and the switch stays out of sight.
(function () {
  "use strict";
  const root = document.documentElement;
  const key = "theme";

  function stored() {
    try {
      return localStorage.getItem(key);
    } catch {
      return null; // Storage can be switched off: the theme then lasts for one page.
    }
  }

  function apply(theme) {
    if (theme === "light" || theme === "dark") {
      root.dataset.theme = theme;
    } else {
      delete root.dataset.theme;
    }
  }

  function keep(theme) {
    try {
      if (theme === "auto") {
        localStorage.removeItem(key);
      } else {
        localStorage.setItem(key, theme);
      }
    } catch {
      // Nothing to keep it in.
    }
  }

  apply(stored());
  root.dataset.script = "on";

  document.addEventListener("DOMContentLoaded", function () {
    const select = document.getElementById("theme");
    if (!select) {
      return;
    }
    select.value = root.dataset.theme || "auto";
    select.addEventListener("change", function () {
      apply(select.value);
      keep(select.value);
    });
  });

  addEventListener("storage", function (event) {
    if (event.key === key) {
      apply(event.newValue);
    }
  });

  // A printed comparison is complete: what is folded on the screen is open on paper.
  let unfolded = [];
  addEventListener("beforeprint", function () {
    unfolded = Array.from(document.querySelectorAll("details:not([open])"));
    unfolded.forEach(function (details) {
      details.open = true;
    });
  });
  addEventListener("afterprint", function () {
    unfolded.forEach(function (details) {
      details.open = false;
    });
  });
})();
