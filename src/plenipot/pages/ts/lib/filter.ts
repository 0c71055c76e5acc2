/** Filters a list by the words in a text field; groups without matches are hidden. */
export function filteredLists(): void {
  for (const field of document.querySelectorAll<HTMLInputElement>("input[data-filters]")) {
    const list = document.getElementById(field.dataset["filters"] ?? "");
    if (!list) continue;
    const entries = [...list.querySelectorAll<HTMLElement>("[data-entry]")].map((entry) => ({
      entry,
      text: plain(`${entry.textContent ?? ""} ${entry.dataset["entry"] ?? ""}`),
    }));
    const groups = [...list.querySelectorAll<HTMLElement>("[data-group]")];
    const status = document.querySelector<HTMLElement>(`[data-count-of="${list.id}"]`);
    const apply = (): void => {
      const words = plain(field.value).split(/\s+/).filter(Boolean);
      let count = 0;
      for (const { entry, text } of entries) {
        entry.hidden = !words.every((word) => text.includes(word));
        if (!entry.hidden) count += 1;
      }
      for (const group of groups) group.hidden = !group.querySelector("[data-entry]:not([hidden])");
      if (status) status.textContent = words.length ? `${count} of ${entries.length}` : "";
    };
    field.addEventListener("input", apply);
    apply();
  }
}

function plain(text: string): string {
  return text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase();
}
