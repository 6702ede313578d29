// The pairs that were picked with the form of this page, kept in this browser alone: no cookie, and nothing is sent.
// Opening a page keeps nothing; only the button of the form does. Without script there is no such list.
const key = "picked-pairs";
const most = 6;
const section = document.querySelector("[data-recents]");
const form = document.querySelector(".pick-form");

function stored() {
  try {
    const found = JSON.parse(localStorage.getItem(key));
    const pairs = Array.isArray(found) ? found : [];
    return pairs.filter((pair) => Array.isArray(pair) && pair.length === 2 && pair.every((name) => typeof name === "string"));
  } catch {
    return []; // Storage is switched off, or holds something that is not ours.
  }
}

function keep(pairs) {
  try {
    if (pairs.length) {
      localStorage.setItem(key, JSON.stringify(pairs.slice(0, most)));
    } else {
      localStorage.removeItem(key);
    }
  } catch {
    // Nothing to keep it in.
  }
}

function show() {
  const list = section.querySelector("ul");
  const pairs = stored();
  list.replaceChildren(
    ...pairs.map(([a, b]) => {
      const link = document.createElement("a");
      link.href = `${form.getAttribute("action")}?${new URLSearchParams({ a, b })}`;
      link.textContent = `${a} vs ${b}`;
      const item = document.createElement("li");
      item.append(link);
      return item;
    }),
  );
  section.hidden = pairs.length === 0;
}

if (section && form) {
  const fields = [form.elements.namedItem("a"), form.elements.namedItem("b")];
  form.addEventListener("submit", () => {
    const picked = fields.map((field) => field.value.trim());
    if (picked.every(Boolean)) {
      const others = stored().filter((pair) => pair.join("\n").toLowerCase() !== picked.join("\n").toLowerCase());
      keep([picked, ...others]);
    }
  });
  section.querySelector("button").addEventListener("click", () => {
    keep([]);
    show();
    fields[0].focus(); // The button is gone: the focus goes where one begins anew.
  });
  addEventListener("storage", (event) => event.key === key && show());
  // A page that comes back by the back button is as it was left.
  addEventListener("pageshow", (event) => event.persisted && show());
  show();
}
