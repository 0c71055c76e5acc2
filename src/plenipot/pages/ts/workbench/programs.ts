import { button, h } from "../lib/dom";

interface Snippet {
  name: string;
  title: string;
  note: string;
  code: string;
}

/** Updates the program snippets when the query changes; the service generates them. */
export class Programs {
  private readonly details = document.querySelector<HTMLDetailsElement>("#snippets");
  private readonly inside = document.querySelector<HTMLElement>("#programs");
  private timer = 0;

  constructor(
    private shown: string,
    private readonly query: () => string,
  ) {
    this.copyable();
    this.details?.addEventListener("toggle", () => void this.refresh());
  }

  /** Call this when the query changes. */
  stale(): void {
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.refresh(), 500);
  }

  private async refresh(): Promise<void> {
    const query = this.query();
    if (!this.details?.open || query === this.shown) return;
    try {
      const response = await fetch(`/workbench/snippets.json?${new URLSearchParams({ query })}`);
      if (!response.ok) throw new Error();
      const found = (await response.json()) as Snippet[];
      this.inside?.replaceChildren(
        ...found.flatMap((each) => [
          h("h3", { id: `s-${each.name}` }, each.title),
          h("p", { class: "note" }, each.note),
          h("pre", { class: "code", tabindex: 0, role: "region", "aria-labelledby": `s-${each.name}` }, each.code),
        ]),
      );
      this.copyable();
      this.shown = query;
    } catch {
      this.inside?.replaceChildren(h("p", { class: "problem" }, "The programs for this query could not be had: it may be too long for an address."));
      this.shown = "";
    }
  }

  private copyable(): void {
    for (const code of this.inside?.querySelectorAll("pre") ?? []) code.after(copy("Copy", () => code.textContent ?? ""));
  }
}

/** A button that copies a text and confirms it. */
export function copy(text: string, what: () => string): HTMLButtonElement {
  const made = button(text, () => {
    void navigator.clipboard.writeText(what()).then(
      () => {
        made.textContent = "Copied";
        window.setTimeout(() => (made.textContent = text), 2000);
      },
      () => (made.textContent = "The browser does not let a page copy"),
    );
  }, { class: "plainly" });
  return made;
}
