// Sorts the matrix of the Council in place; without scripts, the same links request a sorted page from the server.
const numeric = new Set(["seats", "last"]);
const names = new Intl.Collator(document.documentElement.lang || "en");

document.querySelector<HTMLElement>("#by-sort")?.addEventListener("click", (event) => {
  const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>("a[data-choice]") : null;
  const body = document.querySelector<HTMLTableElement>("table.seats")?.tBodies[0];
  if (!link || !body || event.ctrlKey || event.metaKey || event.shiftKey) return;
  // Narrow windows show the list instead, which only the server sorts.
  if (!body.offsetParent) return;
  event.preventDefault();
  const key = link.dataset.choice ?? "name";
  body.append(...[...body.rows].sort((a, b) => compare(a, b, key)));
  for (const other of document.querySelectorAll("#by-sort a")) other.removeAttribute("aria-current");
  link.setAttribute("aria-current", "true");
  history.replaceState(null, "", link.href);
});

/** Sorts by most terms or latest term in descending order; equal rows by name. */
function compare(a: HTMLTableRowElement, b: HTMLTableRowElement, key: string): number {
  const [left, right] = [a.dataset[key] ?? "", b.dataset[key] ?? ""];
  const order = numeric.has(key) ? Number(right) - Number(left) : names.compare(left || "~", right || "~");
  return order || Number(key === "last") * (Number(b.dataset.seats) - Number(a.dataset.seats)) || names.compare(a.dataset.name ?? "", b.dataset.name ?? "");
}
