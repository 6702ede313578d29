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

// A link to a row or an entry is copied whole when it is followed. Without script it is followed all the same, and the
// address bar has it.
const links = document.querySelectorAll(".row-link, .permalink");
if (links.length) {
  const status = document.createElement("span");
  status.className = "visually-hidden";
  status.setAttribute("role", "status");
  document.body.append(status);
  for (const link of links) {
    link.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(link.href);
        status.textContent = "Link copied";
        setTimeout(() => (status.textContent = ""), 2000);
      } catch {
        status.textContent = ""; // Not allowed here: the address bar has it.
      }
    });
  }
}
