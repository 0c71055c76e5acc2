import { type Completion, type CompletionContext, type CompletionResult, type CompletionSource, pickedCompletion } from "@codemirror/autocomplete";
import type { EditorView } from "@codemirror/view";
import { h } from "../lib/dom";
import { type Reading, read } from "./places";
import { type Class, type Property, Schema, type SchemaTerm, local } from "./schema";
import { type Token, declare, prologue, tokens } from "./tokens";

const KEYWORDS =
  "SELECT ASK CONSTRUCT DESCRIBE PREFIX BASE WHERE DISTINCT FILTER OPTIONAL UNION MINUS BIND VALUES GRAPH LIMIT OFFSET HAVING EXISTS UNDEF AS IN REDUCED FROM NAMED".split(" ");
const PHRASES = ["ORDER BY", "GROUP BY", "NOT EXISTS", "NOT IN"];
const FUNCTIONS =
  "COUNT SUM AVG MIN MAX SAMPLE GROUP_CONCAT STR LANG LANGMATCHES DATATYPE BOUND IRI BNODE RAND ABS CEIL FLOOR ROUND CONCAT STRLEN UCASE LCASE CONTAINS STRSTARTS STRENDS STRBEFORE STRAFTER SUBSTR REPLACE REGEX YEAR MONTH DAY NOW COALESCE IF STRLANG STRDT SAMETERM ISIRI ISBLANK ISLITERAL ISNUMERIC ENCODE_FOR_URI DESC ASC".split(" ");
const MOST = 60;
const TERMS = { name: "Of the data", rank: 1 };
const WORDS = { name: "Words of SPARQL", rank: 3 };
const THINGS = { name: "Things", rank: 2 };

/** Completion sources: terms and keywords at once, things when the search responds. */
export function sources(schema: Promise<Schema>, lang: string): CompletionSource[] {
  return [
    async (context) => {
      const known = await schema.catch(() => null);
      return known && !context.aborted ? ofSchema(context, known) : null;
    },
    async (context) => {
      const known = await schema.catch(() => null);
      return known && !context.aborted ? things(context, known, lang) : null;
    },
  ];
}

function inside(found: Token[], at: number): Token | undefined {
  return found.find((each) => each.from < at && (at < each.to || (at === each.to && each.kind === "comment")));
}

function ofSchema(context: CompletionContext, schema: Schema): CompletionResult | null {
  const text = context.state.doc.toString();
  const found = tokens(text);
  const within = inside(found, context.pos);
  if (within && (within.kind === "text" || within.kind === "comment")) return null;
  const declaration = context.matchBefore(/PREFIX\s+[\w-]*:?/i);
  if (declaration) return declarations(schema, text, context.pos - (/[\w-]*:?$/.exec(declaration.text)?.[0].length ?? 0));
  const variable = context.matchBefore(/[?$][\w]*/);
  if (variable) return variables(found, variable.from);
  const name = context.matchBefore(/[A-Za-z_][\w-]*(?::[\w.-]*)?|:[\w.-]*/);
  if (context.matchBefore(/[<@][^\s<>]*/) || (!name && !context.explicit)) return null;
  const from = name?.from ?? context.pos;
  const before = read(found.filter((each) => each.to <= from));
  return named(schema, text, found, before, name?.text ?? "", from);
}

function declarations(schema: Schema, text: string, from: number): CompletionResult {
  const known = prologue(text).prefixes;
  const options = [...schema.prefixes]
    .filter(([prefix]) => !known.has(prefix))
    .map(([prefix, namespace]) => ({ label: `${prefix}:`, detail: namespace, apply: `${prefix}: <${namespace}>\n`, type: "namespace" }));
  return { from, options };
}

function variables(found: Token[], from: number): CompletionResult {
  const names = new Set(found.filter((each) => each.kind === "variable" && each.from !== from).map((each) => `?${each.text.slice(1)}`));
  return { from, options: [...names].sort().map((label) => ({ label, type: "variable" })), validFor: /^[?$]\w*$/ };
}

/** Completes classes and properties by name or label; properties of the subject's class are first. */
function named(schema: Schema, text: string, found: Token[], before: Reading, typed: string, from: number): CompletionResult {
  const { prefixes } = prologue(text, found);
  const [prefix, rest] = typed.includes(":") ? [typed.slice(0, typed.indexOf(":")), typed.slice(typed.indexOf(":") + 1)] : [null, typed];
  const namespace = prefix === null ? null : (prefixes.get(prefix) ?? schema.prefixes.get(prefix) ?? "");
  const wanted = rest.toLowerCase();
  const fitting = fits(schema, found, before);
  const scored: { term: Class | Property; score: number }[] = [];
  const pools = before.next === "class" ? [schema.classes] : before.next === "property" ? [schema.properties] : [schema.properties, schema.classes];
  for (const pool of pools) {
    for (const term of pool.values()) {
      if (namespace !== null && !term.iri.startsWith(namespace || "\0")) continue;
      const match = matches(term, wanted);
      // The rank within the class of the subject outweighs the global frequency.
      const place = fitting?.get(term.iri);
      if (match) scored.push({ term, score: match * 1000 + (place === undefined ? 0 : 500 - Math.min(place, 400)) + Math.min(Math.log10(term.used + 1) * 10, 90) });
    }
  }
  scored.sort((a, b) => b.score - a.score);
  const options = scored.slice(0, MOST).map(({ term }) => option(schema, term, prefixes));
  if (prefix === null) options.push(...words(typed), ...namespaces(schema, typed));
  return { from, options, filter: false };
}

function matches(term: SchemaTerm, wanted: string): number {
  if (!wanted) return 1;
  const name = local(term.iri).toLowerCase();
  const label = (term.label ?? "").toLowerCase();
  if (name.startsWith(wanted)) return 4;
  if (label.split(/\s+/).some((word) => word.startsWith(wanted))) return 3;
  return name.includes(wanted) || label.includes(wanted) ? 2 : 0;
}

/** The properties of the subject's classes, as far as the query states them. */
function fits(schema: Schema, found: Token[], before: Reading): Map<string, number> | null {
  if (before.next !== "property" || !before.subject) return null;
  const prefixes = new Map([...schema.prefixes, ...prologue("", found).prefixes]);
  const classes = read(found).terms.filter((each) => each.role === "class" && each.subject === before.subject);
  const all = new Map<string, number>();
  for (const each of classes) {
    const iri = resolve(each.token, prefixes, null);
    for (const [property, place] of iri ? schema.propertiesOf(iri) : []) all.set(property, Math.min(place, all.get(property) ?? place));
  }
  return all.size ? all : null;
}

/** Expands a term of the query to an IRI; null if it is unknown. */
export function resolve(token: Token, prefixes: Map<string, string>, base: string | null): string | null {
  if (token.kind === "iri") {
    const text = token.text.slice(1, -1);
    if (/^[A-Za-z][\w+.-]*:/.test(text)) return text;
    try {
      return base === null ? null : new URL(text, base).href;
    } catch {
      return null;
    }
  }
  const colon = token.text.indexOf(":");
  const namespace = prefixes.get(token.text.slice(0, colon));
  return namespace === undefined ? null : namespace + token.text.slice(colon + 1).replace(/\\(.)/g, "$1");
}

function option(schema: Schema, term: Class | Property, declared: Map<string, string>): Completion {
  const compact = schema.compact(term.iri, declared);
  const isClass = "properties" in term;
  return {
    label: compact?.text ?? `<${term.iri}>`,
    detail: term.label && local(term.iri).toLowerCase() !== term.label.replace(/\s/g, "").toLowerCase() ? term.label : undefined,
    type: isClass ? "class" : "property",
    section: TERMS,
    info: () => told(schema, term, isClass),
    apply: (view, completion, from, to) => {
      const added = compact && declared.get(compact.prefix) !== compact.namespace ? `PREFIX ${compact.prefix}: <${compact.namespace}>` : null;
      insert(view, completion, from, to, completion.label, added);
    },
  };
}

function told(schema: Schema, term: SchemaTerm, isClass: boolean): Node {
  const terms = (given: string[] | undefined): string => (given ?? []).map((iri) => schema.short(iri)).join(", ");
  const said: [string, string][] = [
    ["From", terms(term.domain)],
    ["To", terms(term.range)],
    ["Narrower than", terms(term.subClassOf ?? term.subPropertyOf)],
    ["Other way round", terms(term.inverseOf)],
    ["Used", term.used ? `${term.used.toLocaleString("en")} ${isClass ? "things" : "statements"}` : "not in the data"],
  ];
  return h(
    "div",
    {},
    h("p", {}, h("strong", {}, term.label ?? schema.short(term.iri)), isClass ? " (class)" : " (property)"),
    term.definition && h("p", {}, term.definition),
    h("p", {}, ...said.filter(([, text]) => text).map(([what, text], index) => `${index ? " · " : ""}${what}: ${text}`)),
  );
}

/** Inserts a text, and a missing PREFIX declaration after the others. */
function insert(view: EditorView, completion: Completion, from: number, to: number, text: string, declaration: string | null): void {
  const declared = declaration === null ? [] : [declare(view.state.doc.toString(), declaration)];
  // If the cursor is among the declarations, insert the new one before it.
  const before = declared.map((each) => ({ ...each, from: Math.min(each.from, from), to: Math.min(each.to, from) }));
  const changes = view.state.changes([...before, { from, to, insert: text }]);
  view.dispatch({
    changes,
    selection: { anchor: changes.mapPos(to, 1) },
    scrollIntoView: true,
    userEvent: "input.complete",
    annotations: pickedCompletion.of(completion),
  });
}

function words(typed: string): Completion[] {
  const wanted = typed.toUpperCase();
  if (!wanted) return [];
  return [
    ...[...KEYWORDS, ...PHRASES].filter((each) => each.startsWith(wanted)).map((label) => ({ label, type: "keyword", section: WORDS, apply: `${label} ` })),
    ...FUNCTIONS.filter((each) => each.startsWith(wanted)).map((label) => ({ label, type: "function", section: WORDS, apply: `${label}(` })),
  ];
}

function namespaces(schema: Schema, typed: string): Completion[] {
  if (!typed) return [];
  return [...schema.prefixes]
    .filter(([prefix]) => prefix.startsWith(typed.toLowerCase()))
    .map(([prefix, namespace]) => ({ label: `${prefix}:`, detail: namespace, type: "namespace", section: WORDS }));
}

interface Hit {
  id: string;
  label: string;
  lang: string | null;
  title: string | null;
  type: string;
}

interface Results {
  results: Hit[];
  /** The corrected text, if nothing matches the words of the query. */
  corrected: string | null;
}

/** Completes things by search: after `<` (several words), or for a word where a thing is valid. */
async function things(context: CompletionContext, schema: Schema, lang: string): Promise<CompletionResult | null> {
  const text = context.state.doc.toString();
  const found = tokens(text);
  const within = inside(found, context.pos);
  if (within && (within.kind === "text" || within.kind === "comment")) return null;
  const pointed = context.matchBefore(/<[\p{L}\d][^<>"{}|^`\\\n]*/u);
  const word = pointed ? null : context.matchBefore(/[\p{L}][\p{L}\d-]*/u);
  const from = pointed?.from ?? word?.from ?? context.pos;
  const wanted = pointed ? pointed.text.slice(1) : (word?.text ?? "");
  if (wanted.length < (pointed ? 2 : 3) || /^https?:/.test(wanted) || text[from - 1] === "?" || text[from - 1] === ":" || text[from - 1] === "@") return null;
  const next = read(found.filter((each) => each.to <= from)).next;
  if (word && (context.matchBefore(/[?$:@][\p{L}\d-]*/u) || next === "property" || next === "class")) return null;
  const { results: hits, corrected } = await search(wanted.replace(/\//g, " "), lang, 12, context);
  if (!hits.length) return null;
  const section = corrected === null ? THINGS : { ...THINGS, name: `Nothing is called so; things for “${corrected}”` };
  const { base } = prologue(text, found);
  const options = hits.map((hit): Completion => {
    const relative = hit.id.startsWith(schema.base) && (base === null || base === schema.base);
    const label = relative ? `<${hit.id.slice(schema.base.length)}>` : `<${hit.id}>`;
    return {
      label,
      detail: hit.label,
      type: "constant",
      section,
      info: hit.title && hit.title !== hit.label ? hit.title : undefined,
      apply: (view, completion, start, end) => {
        const close = view.state.sliceDoc(end, end + 1) === ">" ? 1 : 0;
        insert(view, completion, start, end + close, label, relative && base === null ? `BASE <${schema.base}>` : null);
      },
    };
  });
  return { from, options, filter: false };
}

/** Searches for things that match a text. */
export async function search(text: string, lang: string, limit: number, context?: CompletionContext): Promise<Results> {
  const abort = new AbortController();
  context?.addEventListener("abort", () => abort.abort());
  try {
    const given = new URLSearchParams({ q: text.slice(0, 200), lang, limit: String(limit) });
    const response = await fetch(`/search?${given}`, { headers: { Accept: "application/json" }, signal: abort.signal });
    if (response.ok) return (await response.json()) as Results;
  } catch {
    // If the request fails, there are no options.
  }
  return { results: [], corrected: null };
}
