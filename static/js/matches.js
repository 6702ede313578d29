// What becomes of a search result is told to the match graph: opened, read for ten seconds, followed outward, compared.
// Results carry a token where searches are recorded; without one nothing is sent. Nothing is kept but that token, in the
// tab's own memory, until the tab is closed.
const READ_AFTER = 10_000;
const KEPT = "match:";

const tell = (token, did) => navigator.sendBeacon("/match/", new URLSearchParams({ token, did }));
const tokenOf = (node) => node.closest("[data-token]")?.dataset.token;

addEventListener("click", ({ target }) => {
  const link = target.closest?.("a[href]");
  if (!link) return;
  const token = tokenOf(link);
  if (token && link.matches("[data-result]")) {
    sessionStorage.setItem(KEPT + link.pathname, token);
    tell(token, "click");
  } else if (link.origin !== location.origin) {
    const from = sessionStorage.getItem(KEPT + location.pathname);
    if (from) tell(from, "outbound");
  }
});

addEventListener("submit", ({ target }) => {
  for (const box of target.querySelectorAll("[data-token] input[name=pick]:checked")) tell(tokenOf(box), "compare");
});

const opened = sessionStorage.getItem(KEPT + location.pathname);
if (opened) {
  let left = READ_AFTER;
  const timer = setInterval(() => {
    if (document.hidden || (left -= 1000) > 0) return;
    clearInterval(timer);
    tell(opened, "dwell");
  }, 1000);
}
