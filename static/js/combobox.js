// The list of names under a field, as the combobox pattern of ARIA 1.2 has it: focus stays in the field, arrows move
// through the list, Enter takes, Escape closes. htmx fetches the list; without this file the form works as it is.
const attached = new WeakSet();

export function attach(input) {
  if (attached.has(input)) {
    return;
  }
  attached.add(input);
  const list = document.getElementById(`${input.id}-list`);
  const status = document.createElement("span");
  status.className = "visually-hidden";
  status.setAttribute("role", "status");
  input.parentElement.append(status);
  let active = -1;

  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-expanded", "false");

  const options = () => Array.from(list.querySelectorAll("[role=option]"));

  function mark(place) {
    const all = options();
    active = all.length ? (place + all.length + 1) % (all.length + 1) : -1;
    if (active === all.length) {
      active = -1; // One step beyond either end is the field itself.
    }
    all.forEach((option, number) => option.setAttribute("aria-selected", String(number === active)));
    if (active < 0) {
      input.removeAttribute("aria-activedescendant");
    } else {
      input.setAttribute("aria-activedescendant", all[active].id);
      all[active].scrollIntoView({ block: "nearest" });
    }
  }

  function show(open) {
    list.hidden = !open;
    input.setAttribute("aria-expanded", String(open));
    if (open) {
      input.setAttribute("aria-controls", list.firstElementChild.id);
    } else {
      input.removeAttribute("aria-controls");
      input.removeAttribute("aria-activedescendant");
      active = -1;
    }
  }

  function take(option) {
    show(false);
    if (input.dataset.suggest === "open") {
      location.assign(option.dataset.url);
      return;
    }
    input.value = option.dataset.slug;
    input.focus();
  }

  list.addEventListener("htmx:afterSwap", () => {
    const all = options();
    all.forEach((option, number) => {
      option.id = `${input.id}-option-${number}`;
    });
    if (list.firstElementChild) {
      list.firstElementChild.id = `${input.id}-names`;
    }
    show(all.length > 0 && document.activeElement === input && input.value.trim() !== "");
    status.textContent = list.hidden ? "" : `${all.length} names, arrow keys choose`;
  });
  // Pressed, not clicked: the field must not lose the focus in between.
  list.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    const option = event.target.closest("[role=option]");
    if (option) {
      take(option);
    }
  });
  input.addEventListener("blur", () => show(false));
  input.addEventListener("keydown", (event) => {
    if (list.hidden) {
      if (event.key === "ArrowDown" && options().length) {
        event.preventDefault();
        show(true);
        mark(0);
      }
      return;
    }
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const last = options().length - 1;
      mark(event.key === "ArrowDown" ? active + 1 : active < 0 ? last : active - 1);
    } else if (event.key === "Enter" && active >= 0) {
      event.preventDefault();
      take(options()[active]);
    } else if (event.key === "Escape") {
      event.preventDefault();
      show(false);
    } else if (event.key === "Tab" && active >= 0) {
      take(options()[active]);
    }
  });
  // What was typed while this was fetched.
  if (input.value && document.activeElement === input) {
    input.dispatchEvent(new Event("input", { bubbles: true }));
  }
}
