// While a slider moves its share is told at once; htmx fetches the answer when it rests. Without script the button asks.
const form = document.querySelector("[data-own-weights]");

function tell(text) {
  form.querySelector("#own-answer").textContent = text;
}

function weigh() {
  const sliders = [...form.querySelectorAll("input[type=range]")];
  const sum = sliders.reduce((all, slider) => all + Number(slider.value), 0);
  for (const slider of sliders) {
    const share = sum ? Math.round((100 * slider.value) / sum) : 0;
    form.querySelector(`output[for="${slider.id}"]`).textContent = share;
  }
  if (!sum) return tell("Give one of them more than 0.");
  globalThis
    .htmxReady()
    .then(() => htmx.trigger(form, "weigh"))
    .catch(() => {});
}

if (form) {
  form.addEventListener("input", weigh);
  for (const failure of ["htmx:responseError", "htmx:sendError"]) {
    form.addEventListener(failure, () => tell("No answer came. The button below asks again."));
  }
}
