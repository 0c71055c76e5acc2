/** Drafts: queries that were not run are in the session storage of the tab, to survive links and reloads. */
import { button, h } from "../lib/dom";

const KEY = "plenipot.workbench.drafts";
const MOST = 10;

interface Draft {
  query: string;
  /** The page of the draft. */
  address: string;
}

/** The address of this page, without the fragment. */
function here(): string {
  return location.pathname + location.search;
}

function read(): Draft[] {
  try {
    const found: unknown = JSON.parse(sessionStorage.getItem(KEY) ?? "[]");
    return Array.isArray(found) ? (found as Draft[]).filter((each) => typeof each?.query === "string" && typeof each.address === "string") : [];
  } catch {
    return [];
  }
}

function write(all: Draft[]): void {
  try {
    if (all.length) sessionStorage.setItem(KEY, JSON.stringify(all.slice(0, MOST)));
    else sessionStorage.removeItem(KEY);
  } catch {
    // No drafts if the storage is unavailable or full.
  }
}

/** Saves the text of the editor as the draft of this page, unless it is empty or `known` (from the page, or run). */
export function save(query: string, known: string): void {
  const others = read().filter((each) => each.address !== here() && each.query !== query);
  write(query.trim() && query !== known ? [{ query, address: here() }, ...others] : others);
}

/**
 * Creates the notice about a draft above the editor. A draft of this page is restored at once; one of another page is
 * only offered, because the reader opened this page for its own query.
 */
export function restore(given: string, put: (query: string) => void, focus: () => void): HTMLElement | null {
  const drafts = read().filter((each) => each.query !== given);
  const mine = drafts.find((each) => each.address === here());
  const draft = mine ?? drafts[0];
  if (!draft) return null;
  const note = h("p", { class: "draft", role: "status" });
  const act = (name: string, does: () => void): HTMLButtonElement =>
    button(name, () => {
      does();
      note.remove();
      focus();
    }, { class: "plainly" });
  if (mine) {
    put(mine.query);
    note.append("This is what you typed here and did not run. ", act(given.trim() ? "Go back to the query of this page" : "Clear it", () => put(given)));
  } else {
    const forget = (): void => write(read().filter((each) => each.query !== draft.query));
    note.append("You typed another query in this tab and did not run it. ", act("Bring it back", () => put(draft.query)), " ", act("Forget it", forget));
  }
  return note;
}
