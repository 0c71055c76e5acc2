/** The tokens of SPARQL, as the service reads them when it says what is wrong with a query. */
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

/** All tokens, without white space; comments are kept, since nothing is completed in them. */
export function tokens(query: string): Token[] {
  const found: Token[] = [];
  for (const match of query.matchAll(TOKEN)) {
    const [kind] = Object.entries(match.groups ?? {}).find(([, text]) => text !== undefined) ?? ["other"];
    if (kind !== "space") found.push({ kind: kind as Kind, text: match[0], from: match.index, to: match.index + match[0].length });
  }
  return found;
}

const FORMS = ["SELECT", "ASK", "CONSTRUCT", "DESCRIBE"];

/** The form of a query, SELECT where it has none: the service says what is wrong with it. */
export function form(query: string): string {
  const found = tokens(query).find((each) => each.kind === "word" && FORMS.includes(each.text.toUpperCase()));
  return found?.text.toUpperCase() ?? "SELECT";
}

/** What a query declares before its form. */
export interface Prologue {
  prefixes: Map<string, string>;
  base: string | null;
  /** Where the last declaration ends; 0 where there is none. */
  end: number;
}

/** Reads the declarations; one that is unfinished is passed over, since it may be just being typed. */
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

/** A change of a text: what stands from `from` to `to` becomes `insert`. */
export interface Change {
  from: number;
  to: number;
  insert: string;
}

/** Puts a declaration on a line of its own behind the others, whatever shares the line with the last of them. */
export function declare(query: string, declaration: string): Change {
  const { end } = prologue(query);
  if (end === 0) return { from: 0, to: 0, insert: `${declaration}\n` };
  const [blank = ""] = /^[^\S\n]*(?:#[^\n]*)?/.exec(query.slice(end)) ?? [];
  const at = end + blank.length;
  if (at === query.length) return { from: at, to: at, insert: `\n${declaration}\n` };
  if (query[at] === "\n") return { from: at + 1, to: at + 1, insert: `${declaration}\n` };
  // Code shares the line with the last declaration: the line is broken between the two.
  return { from: end, to: at, insert: `\n${declaration}\n` };
}

/**
 * How many UTF-16 units the first characters of a text take: the service counts in characters (code points), the editor
 * in units, of which an emoji takes two.
 */
export function units(text: string, characters: number): number {
  let length = 0;
  for (const character of text) {
    if (characters-- <= 0) return length;
    length += character.length;
  }
  return length + Math.max(characters, 0);
}
