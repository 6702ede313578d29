// "/" goes to the search field, "?" opens the list of keys; what completes names is fetched when a field is entered.
const own = document.querySelector("script[data-htmx]");
let fetched;

// htmx, fetched when something on the page needs it first.
globalThis.htmxReady = () =>
  (fetched ??= new Promise((done, fail) => {
    const script = document.createElement("script");
    script.src = own.dataset.htmx;
    script.onload = done;
    script.onerror = fail;
    document.head.append(script);
  }));

function complete(input) {
  globalThis
    .htmxReady()
    .then(() => import(own.dataset.combobox))
    .then((module) => module.attach(input))
    .catch(() => {});
}

addEventListener("focusin", ({ target }) => target.dataset?.suggest && complete(target));
if (document.activeElement.dataset.suggest) complete(document.activeElement);

addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const keys = document.querySelector("#keys");
  if (event.key === "Escape" && keys?.open) keys.open = false;
  if (event.target.closest("input, select, textarea, [contenteditable]")) return;
  const field = document.querySelector("[data-search]");
  if (event.key === "/" && field) {
    event.preventDefault();
    field.focus();
    field.select();
  } else if (event.key === "?" && keys) {
    keys.open = !keys.open;
    if (keys.open) keys.querySelector("summary").focus();
  }
});
