// A button beside each text to copy. Without script the text can be selected by hand.
for (const box of document.querySelectorAll("[data-copy]")) {
  const text = box.querySelector("textarea");
  const button = document.createElement("button");
  const name = box.querySelector("label").textContent;
  button.type = "button";
  button.textContent = "Copy";
  button.setAttribute("aria-label", `Copy: ${name}`);
  button.addEventListener("click", async () => {
    text.select();
    try {
      await navigator.clipboard.writeText(text.value);
      button.textContent = "Copied";
    } catch {
      button.textContent = "Selected"; // Not allowed here: the reader's own copy command takes it.
    }
    setTimeout(() => (button.textContent = "Copy"), 2000);
  });
  box.append(button);
}
