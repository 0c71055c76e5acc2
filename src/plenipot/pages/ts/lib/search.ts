import { combobox, type Option } from "./combobox";

/** A hit of /search. */
export interface Hit {
  path: string;
  label: string;
  lang: string | null;
  title: string | null;
  kind: string;
}

/** The response of /search. */
export interface Results {
  results: Hit[];
  /** The corrected text, if nothing matches the words of the query. */
  corrected: string | null;
}

const SHOWN = 8;

/** Searches for a text, with labels in a language. */
export async function find(text: string, lang: string, signal: AbortSignal, kind = ""): Promise<Results> {
  const asked = new URLSearchParams({ q: text, lang, limit: String(SHOWN) });
  if (kind) asked.set("kind", kind);
  const answer = await fetch(`/search?${asked}`, { signal, headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`search: ${answer.status}`);
  return (await answer.json()) as Results;
}

/** The chosen language of labels, from the hidden field of the form. */
function languageOf(form: HTMLFormElement | null): string {
  const field = form?.elements.namedItem("lang");
  const chosen = field instanceof HTMLInputElement || field instanceof HTMLSelectElement ? field.value : "";
  return chosen || new URLSearchParams(location.search).get("lang") || "en";
}

/** Adds the chosen language and day to an address, as the links of the page do. */
function withChoices(path: string, lang: string): string {
  const given = new URLSearchParams(location.search);
  const chosen = new URLSearchParams();
  const day = given.get("as_of");
  // On the page of a question, as_of is a parameter of the question and does not apply to other pages.
  if (day && !/^\/(query|workbench)/.test(location.pathname)) chosen.set("as_of", day);
  if (lang !== "en") chosen.set("lang", lang);
  const added = chosen.toString();
  return added ? `${path}?${added}` : path;
}

function optionOf(hit: Hit, corrected: string | null, choose: () => void): Option {
  const kind = corrected === null ? hit.kind : `${hit.kind}, for “${corrected}”`;
  return { label: hit.label, lang: hit.lang, kind, detail: hit.title, guessed: corrected !== null, choose };
}

/** An option that searches for the exact text, without correction. */
function searchVerbatim(form: HTMLFormElement | null, text: string): void {
  const sent = new URLSearchParams({ q: text, verbatim: "true" });
  const lang = languageOf(form);
  if (lang !== "en") sent.set("lang", lang);
  location.assign(`/search?${sent}`);
}

/** Adds suggestions to every search field: options link to the page of a thing, the last one to all results. */
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

/** The target of an option: the page of the thing, or (for fields with data-taken-as) the form with it as a parameter. */
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
 * Fields for a thing, such as a parameter of a question: the reader types a text, and the form sends the identifier of
 * the chosen thing. Without scripts, readers type the identifier.
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
    // Readers may still type an identifier; the server reports a text that is none.
    field.addEventListener("input", () => {
      sent.value = field.value.trim();
    });
  }
}
