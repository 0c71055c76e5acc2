import { h } from "../lib/dom";

/** Adds a word filter to the list of saved questions. */
export function searchable(): void {
  const list = document.querySelector<HTMLElement>("#pick");
  if (!list) return;
  const items = [...list.children].map((element) => ({ element: element as HTMLElement, text: element.textContent?.toLowerCase() ?? "" }));
  const field = h("input", { type: "search", id: "pick-words", autocomplete: "off", placeholder: "council, treaty, signatures…" });
  const count = h("span", { role: "status", class: "facts" });
  field.addEventListener("input", () => {
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const { element, text } of items) {
      element.hidden = !words.every((word) => text.includes(word));
      if (!element.hidden) shown += 1;
    }
    count.textContent = words.length ? `${shown} of ${items.length}` : "";
  });
  list.before(h("p", { class: "row" }, h("label", { for: "pick-words" }, "Search the questions"), field, count));
}
