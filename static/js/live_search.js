// Answers while one types: the page that the form would lead to is fetched and its answers take the place of these.
// Without this file the form works as it is. Nothing is announced but the count, which is a live region.
const form = document.querySelector(".search-form");
const answers = document.getElementById("search-answers");
const PAUSE = 300;
const SHORTEST = 2;
let timer;
let asked;

function address() {
  const given = new FormData(form);
  for (const [name, value] of [...given]) if (!value) given.delete(name);
  return `${form.getAttribute("action")}?${new URLSearchParams(given)}`;
}

// What was checked stays checked: among the new answers, or beside the button that compares.
function keep(box) {
  const again = answers.querySelector(`input[name=pick][value="${CSS.escape(box.value)}"]`);
  if (again) {
    again.checked = true;
    return;
  }
  const label = document.createElement("label");
  box.removeAttribute("id");
  label.append(box, ` ${box.dataset.name ?? box.value}`);
  answers.querySelector(".search-compare")?.append(label);
}

async function refresh() {
  const target = address();
  asked?.abort();
  asked = new AbortController();
  try {
    const response = await fetch(target, { signal: asked.signal });
    if (!response.ok && response.status !== 404) return;
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const found = page.getElementById("search-answers");
    if (!found) return;
    const checked = [...answers.querySelectorAll("input[name=pick]:checked")];
    answers.replaceChildren(...found.childNodes);
    checked.forEach(keep);
    history.replaceState(null, "", target);
    document.title = page.title;
  } catch (error) {
    if (error.name !== "AbortError") throw error;
  }
}

function later() {
  clearTimeout(timer);
  timer = setTimeout(refresh, PAUSE);
}

if (form && answers) {
  form.addEventListener("input", ({ target }) => {
    if (target.name === "q" && target.value.trim().length < SHORTEST) return;
    later();
  });
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    asked?.abort();
  });
}
