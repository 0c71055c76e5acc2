import { button, h } from "../lib/dom";

const KEY = "plenipot.workbench.history";
const MOST = 50;

export interface Past {
  query: string;
  when: string;
  rows: number | null;
  seconds: number;
}

function read(): Past[] {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(found) ? (found as Past[]).filter((each) => typeof each?.query === "string") : [];
  } catch {
    return [];
  }
}

function write(all: Past[]): void {
  try {
    if (all.length) localStorage.setItem(KEY, JSON.stringify(all));
    else localStorage.removeItem(KEY);
  } catch {
    // No history if the storage is unavailable.
  }
}

export function remember(past: Past): void {
  write([past, ...read().filter((each) => each.query !== past.query)].slice(0, MOST));
}

/** The query history of this browser (local storage); readers can open its queries. */
export function panel(open: (query: string) => void): { element: HTMLElement; show: () => void } {
  const list = h("ol", { class: "past" });
  const note = h("p", { class: "note" });
  const count = h("span", { class: "facts" });
  const clear = button("Clear the history", () => {
    write([]);
    show();
    summary.focus();
  }, { class: "plainly" });
  const summary = h("summary", {}, h("h2", {}, "What you asked before"), " ", count);
  const element = h("details", { class: "panel", id: "history" }, summary, note, list, clear);
  const show = (): void => {
    const all = read();
    count.textContent = all.length ? `${all.length}` : "nothing yet";
    note.textContent = `The last ${MOST} queries that you ran. They stay in this browser: they are sent nowhere, and others who use it can see them.`;
    clear.hidden = all.length === 0;
    list.replaceChildren(
      ...all.map((each) => {
        const date = new Date(each.when);
        const facts = `${date.toLocaleString("en-GB", { dateStyle: "medium", timeStyle: "short" })} · ${each.rows === null ? "failed" : `${each.rows.toLocaleString("en")} rows`} · ${each.seconds.toFixed(2)} s`;
        return h("li", {}, button(gist(each.query), () => open(each.query), { class: "linked", title: each.query.slice(0, 1000) }), " ", h("span", { class: "facts" }, facts));
      }),
    );
  };
  show();
  return { element, show };
}

/** The query without declarations, on one line. */
function gist(query: string): string {
  const text = query.replace(/^\s*(PREFIX\s+\S+\s+<[^>]*>|BASE\s+<[^>]*>)\s*/gim, "").replace(/\s+/g, " ").trim();
  return text.length > 140 ? `${text.slice(0, 139)}…` : text || "(empty)";
}
