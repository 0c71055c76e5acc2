/** Query results: parsing, and values of their terms. */
export interface Term {
  kind: "iri" | "literal" | "blank" | "triple";
  /** The IRI, lexical form or blank node label; for a triple term, its N-Triples form. */
  value: string;
  lang?: string;
  /** The base direction of a text (RDF 1.2). */
  direction?: string;
  datatype?: string;
  /** Subject, predicate and object of a triple term (RDF 1.2). */
  triple?: [Term, Term, Term];
}

export type Cell = Term | undefined;

export interface Answer {
  columns: string[];
  rows: Cell[][];
  /** Whether the rows are the triples of a graph. */
  graph: boolean;
}

const XSD = "http://www.w3.org/2001/XMLSchema#";

/** A term of the SPARQL 1.2 Query Results JSON Format. */
type JsonTerm =
  | { type: "uri" | "bnode" | "literal" | "typed-literal"; value: string; "xml:lang"?: string; "its:dir"?: string; datatype?: string }
  | { type: "triple"; value: { subject: JsonTerm; predicate: JsonTerm; object: JsonTerm } };

interface Results {
  head: { vars?: string[] };
  boolean?: boolean;
  results?: { bindings: Record<string, JsonTerm>[] };
}

function ofJson(given: JsonTerm): Term {
  if (given.type === "triple") return tripleTerm(ofJson(given.value.subject), ofJson(given.value.predicate), ofJson(given.value.object));
  const kind = given.type === "uri" ? "iri" : given.type === "bnode" ? "blank" : "literal";
  return { kind, value: given.value, lang: given["xml:lang"], direction: given["its:dir"], datatype: given.datatype };
}

function tripleTerm(...triple: [Term, Term, Term]): Term {
  return { kind: "triple", value: `<<( ${triple.map(written).join(" ")} )>>`, triple };
}

/** Serializes a term as in N-Triples, without escapes. */
function written({ kind, value, lang, direction, datatype }: Term): string {
  if (kind === "iri") return `<${value}>`;
  if (kind === "blank") return `_:${value}`;
  if (kind === "triple") return value;
  return `"${value}"${lang ? `@${lang}${direction ? `--${direction}` : ""}` : datatype ? `^^<${datatype}>` : ""}`;
}

/** The term itself, or for a triple term the simple terms inside it. */
export function simple(term: Cell): Term[] {
  return term?.triple ? term.triple.flatMap(simple) : term ? [term] : [];
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
      return term && ofJson(term);
    }),
  );
  return { columns, rows, graph: false };
}

const SPACE = /[ \t]*/y;
const MARK = /<<\(|\)>>|\./y;
const TERM =
  /<(?<iri>[^<>"{}|^`\x00-\x20]*)>|_:(?<blank>[\p{L}\p{N}_](?:[\p{L}\p{N}_.·-]*[\p{L}\p{N}_·-])?)|"(?<text>(?:[^"\\]|\\.)*)"(?:@(?<lang>[A-Za-z]+(?:-[A-Za-z0-9]+)*)(?:--(?<direction>[a-z]+))?|\^\^<(?<datatype>[^>]*)>)?/uy;

/** Parses the terms of a line of N-Triples 1.2; the object may be a triple term. */
class Line {
  private readonly text: string;
  private at = 0;

  constructor(text: string) {
    this.text = text;
  }

  triple(): [Term, Term, Term] {
    const found: [Term, Term, Term] = [this.term(), this.term(), this.term()];
    this.mark(".");
    return found;
  }

  private term(): Term {
    this.match(SPACE);
    if (this.text.startsWith("<<(", this.at)) {
      this.mark("<<(");
      const found = tripleTerm(this.term(), this.term(), this.term());
      this.mark(")>>");
      return found;
    }
    const { iri, blank, text, lang, direction, datatype } = this.match(TERM)?.groups ?? {};
    if (iri !== undefined) return { kind: "iri", value: unescaped(iri) };
    if (blank !== undefined) return { kind: "blank", value: blank };
    if (text !== undefined) return { kind: "literal", value: unescaped(text), lang, direction, datatype };
    throw new Error(`no N-Triples: ${this.text.slice(0, 200)}`);
  }

  private mark(wanted: string): void {
    this.match(SPACE);
    if (this.match(MARK)?.[0] !== wanted) throw new Error(`no N-Triples: ${this.text.slice(0, 200)}`);
  }

  private match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text);
    if (found) this.at = pattern.lastIndex;
    return found;
  }
}

/**
 * Parses N-Triples (https://www.w3.org/TR/rdf12-n-triples/).
 *
 * @throws {Error} for an invalid line: skipping it would make the number of triples wrong.
 */
export function fromTriples(text: string): Answer {
  const lines = text.split("\n").filter((line) => line.trim() && !line.startsWith("#"));
  return { columns: ["subject", "property", "value"], rows: lines.map((line) => new Line(line).triple()), graph: true };
}

const ESCAPES: Record<string, string> = { t: "\t", b: "\b", n: "\n", r: "\r", f: "\f" };

function unescaped(text: string): string {
  if (!text.includes("\\")) return text;
  return text.replace(/\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))/g, (_, four?: string, eight?: string, one?: string) =>
    one === undefined ? String.fromCodePoint(parseInt(four ?? eight ?? "", 16)) : (ESCAPES[one] ?? one),
  );
}

export type Sort = "thing" | "number" | "date" | "text";

export interface Column {
  name: string;
  index: number;
  sort: Sort;
  /** The index of the column with the labels of its things. */
  label: number | null;
}

/** The visible columns; a label column is merged into the column of its things. */
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

/** The numeric value of a literal. */
export function number(term: Cell): number | null {
  if (!term?.datatype || !NUMBERS.has(term.datatype)) return null;
  const value = Number(term.value);
  return Number.isFinite(value) ? value : null;
}

/** Converts a date literal to milliseconds; a year or month to its first day. */
export function day(term: Cell): number | null {
  const text = term?.value ?? "";
  const plain = !term?.datatype || term.datatype === `${XSD}string`;
  if (!term || term.kind !== "literal" || (plain ? !/^\d{4}(-\d\d){1,2}$/.test(text) : !DATES.has(term.datatype ?? ""))) return null;
  const match = /^(\d{4})(?:-(\d\d))?(?:-(\d\d))?/.exec(text);
  if (!match) return null;
  return Date.UTC(Number(match[1]), Number(match[2] ?? 1) - 1, Number(match[3] ?? 1));
}

/** Whether an IRI is in the namespace of the graph. */
export function ours(term: Cell, base: string): boolean {
  return term?.kind === "iri" && term.value.startsWith(base);
}
