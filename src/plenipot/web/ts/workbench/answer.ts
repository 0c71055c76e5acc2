/** Answers, and what can be shown of them. */
export interface Term {
  kind: "iri" | "literal" | "blank";
  value: string;
  lang?: string;
  datatype?: string;
}

export type Cell = Term | undefined;

export interface Answer {
  columns: string[];
  rows: Cell[][];
  /** Whether the rows are the triples of a graph. */
  graph: boolean;
}

const XSD = "http://www.w3.org/2001/XMLSchema#";

interface Results {
  head: { vars?: string[] };
  boolean?: boolean;
  results?: { bindings: Record<string, { type: string; value: string; "xml:lang"?: string; datatype?: string }>[] };
}

export function fromJson(text: string): Answer {
  const given = JSON.parse(text) as Results;
  if (given.boolean !== undefined) {
    return { columns: ["answer"], rows: [[{ kind: "literal", value: given.boolean ? "yes" : "no" }]], graph: false };
  }
  const columns = given.head.vars ?? [];
  const rows = (given.results?.bindings ?? []).map((row) =>
    columns.map((name): Cell => {
      const term = row[name];
      if (!term) return undefined;
      const kind = term.type === "uri" ? "iri" : term.type === "bnode" ? "blank" : "literal";
      return { kind, value: term.value, lang: term["xml:lang"], datatype: term.datatype };
    }),
  );
  return { columns, rows, graph: false };
}

const TRIPLE = /^(<[^>]*>|_:\S+)\s+<([^>]*)>\s+(<[^>]*>|_:\S+|"((?:[^"\\]|\\.)*)"(?:@([A-Za-z0-9-]+)|\^\^<([^>]*)>)?)\s*\.$/;

/** N-Triples, a line each. */
export function fromTriples(text: string): Answer {
  const rows: Cell[][] = [];
  for (const line of text.split("\n")) {
    const match = TRIPLE.exec(line.trim());
    if (!match) continue;
    const [, subject = "", property = "", object = "", literal, lang, datatype] = match;
    const value: Term = literal === undefined ? node(object) : { kind: "literal", value: unescaped(literal), lang, datatype };
    rows.push([node(subject), { kind: "iri", value: unescaped(property) }, value]);
  }
  return { columns: ["subject", "property", "value"], rows, graph: true };
}

function node(text: string): Term {
  return text.startsWith("<") ? { kind: "iri", value: unescaped(text.slice(1, -1)) } : { kind: "blank", value: text.slice(2) };
}

const ESCAPES: Record<string, string> = { t: "\t", b: "\b", n: "\n", r: "\r", f: "\f" };

function unescaped(text: string): string {
  return text.replace(/\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))/g, (_, four?: string, eight?: string, one?: string) =>
    one === undefined ? String.fromCodePoint(parseInt(four ?? eight ?? "", 16)) : (ESCAPES[one] ?? one),
  );
}

export type Sort = "thing" | "number" | "date" | "text";

export interface Column {
  name: string;
  index: number;
  sort: Sort;
  /** The column with the names of its things. */
  label: number | null;
}

/** The columns that are shown: one with the names of another stands in that one. */
export function columns(answer: Answer): Column[] {
  const names = answer.columns;
  const labels = new Map(names.map((name, index): [number, number] => [index, names.indexOf(`${name}Label`)]).filter(([, label]) => label >= 0));
  const hidden = new Set(labels.values());
  return names
    .map((name, index) => ({ name, index, sort: sort(answer.rows, index), label: labels.get(index) ?? null }))
    .filter((each) => !hidden.has(each.index));
}

function sort(rows: Cell[][], index: number): Sort {
  const found = rows.slice(0, 2000).map((row) => row[index]).filter((each) => each !== undefined);
  if (!found.length) return "text";
  const all = (test: (term: Term) => boolean): boolean => found.every(test);
  if (all((each) => each.kind === "iri")) return "thing";
  if (all((each) => number(each) !== null)) return "number";
  if (all((each) => day(each) !== null)) return "date";
  return "text";
}

const NUMBERS = new Set(["integer", "decimal", "double", "float", "int", "long", "short", "nonNegativeInteger", "positiveInteger"].map((each) => XSD + each));
const DATES = new Set(["date", "dateTime", "gYear", "gYearMonth"].map((each) => XSD + each));

/** The number that a term is. */
export function number(term: Cell): number | null {
  if (!term?.datatype || !NUMBERS.has(term.datatype)) return null;
  const value = Number(term.value);
  return Number.isFinite(value) ? value : null;
}

/** The day that a date begins with, as milliseconds; a year or month by its first day. */
export function day(term: Cell): number | null {
  const text = term?.value ?? "";
  const plain = !term?.datatype || term.datatype === `${XSD}string`;
  if (!term || term.kind !== "literal" || (plain ? !/^\d{4}(-\d\d){1,2}$/.test(text) : !DATES.has(term.datatype ?? ""))) return null;
  const match = /^(\d{4})(?:-(\d\d))?(?:-(\d\d))?/.exec(text);
  if (!match) return null;
  return Date.UTC(Number(match[1]), Number(match[2] ?? 1) - 1, Number(match[3] ?? 1));
}

/** Whether a thing is one of ours. */
export function ours(term: Cell, base: string): boolean {
  return term?.kind === "iri" && term.value.startsWith(base);
}
