/** SPARQL tokenizer, equivalent to the one in the service that locates syntax errors. */
export type Kind = "comment" | "iri" | "text" | "variable" | "tag" | "name" | "number" | "word" | "space" | "other";

export interface Token {
  kind: Kind;
  text: string;
  from: number;
  to: number;
}

const TOKEN = new RegExp(
  [
    "(?<comment>#[^\\n\\r]*)",
    '(?<iri><[^<>"{}|^`\\\\\\x00-\\x20]*>)',
    "(?<text>'''(?:(?:'|'')?(?:[^'\\\\]|\\\\.))*'''|\"\"\"(?:(?:\"|\"\")?(?:[^\"\\\\]|\\\\.))*\"\"\"" +
      "|'(?:[^'\\\\\\n\\r]|\\\\.)*'|\"(?:[^\"\\\\\\n\\r]|\\\\.)*\")",
    "(?<variable>[?$][\\p{L}\\p{N}_]+)",
    "(?<tag>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)",
    "(?<name>(?:\\p{L}(?:[\\p{L}\\p{N}_.\\-]{0,99}[\\p{L}\\p{N}_\\-])?|_)?:" +
      "(?:(?:[\\p{L}\\p{N}_:\\-]|%[0-9A-Fa-f]{2}|\\\\.)(?:\\.*(?:[\\p{L}\\p{N}_:\\-]|%[0-9A-Fa-f]{2}|\\\\.))*)?)",
    "(?<number>[+-]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][+-]?\\d+)?)",
    "(?<word>\\p{L}[\\p{L}\\p{N}_]*)",
    "(?<space>\\s+)",
    "(?<other>.)",
  ].join("|"),
  "gsu",
);

/** Tokenizes a query, without white space but with comments, where completion is off. */
export function tokens(query: string): Token[] {
  const found: Token[] = [];
  for (const match of query.matchAll(TOKEN)) {
    const [kind] = Object.entries(match.groups ?? {}).find(([, text]) => text !== undefined) ?? ["other"];
    if (kind !== "space") found.push({ kind: kind as Kind, text: match[0], from: match.index, to: match.index + match[0].length });
  }
  return found;
}

const FORMS = ["SELECT", "ASK", "CONSTRUCT", "DESCRIBE"];

/** The query form; SELECT if there is none, so that the service reports the error. */
export function form(query: string): string {
  const found = tokens(query).find((each) => each.kind === "word" && FORMS.includes(each.text.toUpperCase()));
  return found?.text.toUpperCase() ?? "SELECT";
}

/** The prologue of a query: BASE and PREFIX declarations. */
export interface Prologue {
  prefixes: Map<string, string>;
  base: string | null;
  /** End of the last declaration; 0 without one. */
  end: number;
}

/** Parses the prologue; skips an incomplete declaration, which the reader may be typing. */
export function prologue(query: string, found: Token[] = tokens(query)): Prologue {
  const prefixes = new Map<string, string>();
  let base: string | null = null;
  let end = 0;
  const code = found.filter((each) => each.kind !== "comment");
  for (const [index, token] of code.entries()) {
    const word = token.kind === "word" ? token.text.toUpperCase() : "";
    const [next, after] = [code[index + 1], code[index + 2]];
    if (FORMS.includes(word) || token.text === "{") break;
    if (word === "PREFIX" && next?.kind === "name" && after?.kind === "iri") {
      prefixes.set(next.text.slice(0, next.text.indexOf(":")), after.text.slice(1, -1));
      end = after.to;
    } else if (word === "BASE" && next?.kind === "iri") {
      base = next.text.slice(1, -1);
      end = next.to;
    }
  }
  return { prefixes, base, end };
}

/** A text edit: replaces the range from `from` to `to` with `insert`. */
export interface Change {
  from: number;
  to: number;
  insert: string;
}

/** Inserts a declaration on its own line after the others, even if code follows the last one on its line. */
export function declare(query: string, declaration: string): Change {
  const { end } = prologue(query);
  if (end === 0) return { from: 0, to: 0, insert: `${declaration}\n` };
  const [blank = ""] = /^[^\S\n]*(?:#[^\n]*)?/.exec(query.slice(end)) ?? [];
  const at = end + blank.length;
  if (at === query.length) return { from: at, to: at, insert: `\n${declaration}\n` };
  if (query[at] === "\n") return { from: at + 1, to: at + 1, insert: `${declaration}\n` };
  // Code follows on the same line: insert a line break.
  return { from: end, to: at, insert: `\n${declaration}\n` };
}

/**
 * Converts a number of code points, in which the service counts, to UTF-16 code units, in which the editor counts.
 */
export function units(text: string, characters: number): number {
  let length = 0;
  for (const character of text) {
    if (characters-- <= 0) return length;
    length += character.length;
  }
  return length + Math.max(characters, 0);
}
