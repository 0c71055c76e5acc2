import { combobox, type Option } from "./combobox";

/** A thing that /search found. */
export interface Hit {
  path: string;
  label: string;
  lang: string | null;
  title: string | null;
  kind: string;
}

const SHOWN = 8;

/** What fits a text, in a language of names. */
export async function find(text: string, lang: string, signal: AbortSignal, kind = ""): Promise<Hit[]> {
  const asked = new URLSearchParams({ q: text, lang, limit: String(SHOWN) });
  if (kind) asked.set("kind", kind);
  const answer = await fetch(`/search?${asked}`, { signal, headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`search: ${answer.status}`);
  return ((await answer.json()) as { results: Hit[] }).results;
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

function optionOf(hit: Hit, choose: () => void): Option {
  return { label: hit.label, lang: hit.lang, kind: hit.kind, detail: hit.title, choose };
}

/** Suggestions in every search field: an option leads to the page of the thing, the last one to all results. */
export function searchFields(): void {
  for (const field of document.querySelectorAll<HTMLInputElement>('form[role="search"] input[name="q"]')) {
    const form = field.form;
    combobox(field, {
      name: "Suggestions",
      options: async (text, signal) => {
        const lang = languageOf(form);
        const hits = await find(text, lang, signal);
        const found = hits.map((hit) => optionOf(hit, () => location.assign(chosen(field, hit, lang))));
        if (found.length) found.push({ label: `All results for “${text}”`, choose: () => form?.requestSubmit() });
        return found;
      },
      say: (options) => (options.length ? said(options.length - 1) : "Nothing found."),
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

function said(count: number): string {
  const found = count === SHOWN ? `The first ${count} things` : count === 1 ? "1 thing" : `${count} things`;
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
      options: async (text, signal) =>
        (await find(text, languageOf(form), signal, kind)).map((hit) =>
          optionOf(hit, () => {
            field.value = hit.label;
            sent.value = hit.path.slice(1);
          }),
        ),
      say: (options) => (options.length ? `${options.length} found; choose with the arrow keys.` : "Nothing found."),
    });
    // Who knows the identifier may still write it; a text that nothing was chosen for is told so by the answer.
    field.addEventListener("input", () => {
      sent.value = field.value.trim();
    });
  }
}
