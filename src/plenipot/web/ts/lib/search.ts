import { combobox, type Option } from "./combobox";

/** A thing that /search found. */
export interface Hit {
  path: string;
  label: string;
  lang: string | null;
  title: string | null;
  kind: string;
}

/** What /search found. */
export interface Results {
  results: Hit[];
  /** What it searched for instead, since nothing has the words of the text. */
  corrected: string | null;
}

const SHOWN = 8;

/** What fits a text, in a language of names. */
export async function find(text: string, lang: string, signal: AbortSignal, kind = ""): Promise<Results> {
  const asked = new URLSearchParams({ q: text, lang, limit: String(SHOWN) });
  if (kind) asked.set("kind", kind);
  const answer = await fetch(`/search?${asked}`, { signal, headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`search: ${answer.status}`);
  return (await answer.json()) as Results;
}

/** The language of names that the reader chose: a field of the form, as without scripts. */
function languageOf(form: HTMLFormElement | null): string {
  const field = form?.elements.namedItem("lang");
  const chosen = field instanceof HTMLInputElement || field instanceof HTMLSelectElement ? field.value : "";
  return chosen || new URLSearchParams(location.search).get("lang") || "en";
}

/** An address with the choices of the reader, as the links of the page have them. */
function withChoices(path: string, lang: string): string {
  const given = new URLSearchParams(location.search);
  const chosen = new URLSearchParams();
  const day = given.get("as_of");
  // A question has a day of its own; on its page as_of is no choice for others.
  if (day && !/^\/(query|workbench)/.test(location.pathname)) chosen.set("as_of", day);
  if (lang !== "en") chosen.set("lang", lang);
  const added = chosen.toString();
  return added ? `${path}?${added}` : path;
}

function optionOf(hit: Hit, corrected: string | null, choose: () => void): Option {
  const kind = corrected === null ? hit.kind : `${hit.kind}, for “${corrected}”`;
  return { label: hit.label, lang: hit.lang, kind, detail: hit.title, guessed: corrected !== null, choose };
}

/** Searches for exactly what was typed, though nothing may have it. */
function searchVerbatim(form: HTMLFormElement | null, text: string): void {
  const sent = new URLSearchParams({ q: text, verbatim: "true" });
  const lang = languageOf(form);
  if (lang !== "en") sent.set("lang", lang);
  location.assign(`/search?${sent}`);
}

/** Suggestions in every search field: an option leads to the page of the thing, the last one to all results. */
export function searchFields(): void {
  for (const field of document.querySelectorAll<HTMLInputElement>('form[role="search"] input[name="q"]')) {
    const form = field.form;
    combobox(field, {
      name: "Suggestions",
      options: async (text, signal) => {
        const lang = languageOf(form);
        const { results, corrected } = await find(text, lang, signal);
        const found = results.map((hit) => optionOf(hit, corrected, () => location.assign(chosen(field, hit, lang))));
        if (corrected !== null) found.push({ label: `Search instead for “${text}”`, choose: () => searchVerbatim(form, text) });
        else if (found.length) found.push({ label: `All results for “${text}”`, choose: () => form?.requestSubmit() });
        return found;
      },
      say: (options) => (options.length ? said(options.length - 1, options[0]?.guessed) : "Nothing found."),
    });
  }
}

/** Where an option leads: to the page of the thing, or on within the form, where a field says as what it is taken. */
function chosen(field: HTMLInputElement, hit: Hit, lang: string): string {
  const as = field.dataset["takenAs"];
  if (!as || !field.form) return withChoices(hit.path, lang);
  const sent = new URLSearchParams();
  for (const [name, value] of new FormData(field.form)) if (name !== "q") sent.append(name, String(value));
  sent.set(as, hit.path.replace(/^\//, ""));
  return `${new URL(field.form.action).pathname}?${sent}`;
}

function said(count: number, guessed = false): string {
  const found = count === SHOWN ? `The first ${count} things` : count === 1 ? "1 thing" : `${count} things`;
  if (guessed) return `Nothing has this name. ${found} found for a similar one; the last line searches for what you typed.`;
  return `${found} found; choose with the arrow keys, the last line leads to all results.`;
}

/**
 * Fields for a thing, such as the parameter of a question: what was typed is searched, what was chosen is sent by its
 * identifier. Without scripts the identifier is written by hand.
 */
export function thingFields(): void {
  for (const field of document.querySelectorAll<HTMLInputElement>("input[data-thing]")) {
    const sent = document.createElement("input");
    sent.type = "hidden";
    sent.name = field.name;
    sent.value = field.value;
    field.removeAttribute("name");
    field.after(sent);
    if (field.dataset["label"]) field.value = field.dataset["label"];
    const hint = document.querySelector<HTMLElement>(`[data-hint-of="${field.id}"]`);
    if (hint) hint.textContent = "Type a name and choose from the list.";
    const { form } = field;
    const kind = field.dataset["kind"] ?? "";
    combobox(field, {
      name: "Things",
      automatic: true,
      options: async (text, signal) => {
        const { results, corrected } = await find(text, languageOf(form), signal, kind);
        return results.map((hit) =>
          optionOf(hit, corrected, () => {
            field.value = hit.label;
            sent.value = hit.path.slice(1);
          }),
        );
      },
      say: (options) => {
        const found = options.length ? `${options.length} found; choose with the arrow keys.` : "Nothing found.";
        return options[0]?.guessed ? `Nothing has this name. For a similar one: ${found}` : found;
      },
    });
    // Who knows the identifier may still write it; a text that nothing was chosen for is told so by the answer.
    field.addEventListener("input", () => {
      sent.value = field.value.trim();
    });
  }
}
