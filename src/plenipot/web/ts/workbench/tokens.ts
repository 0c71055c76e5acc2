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
  /** Where the next declaration stands. */
  end: number;
}

export function prologue(query: string, found: Token[] = tokens(query)): Prologue {
  const prefixes = new Map<string, string>();
  let base: string | null = null;
  let end = 0;
  const code = found.filter((each) => each.kind !== "comment");
  for (const [index, token] of code.entries()) {
    const word = token.kind === "word" ? token.text.toUpperCase() : "";
    const [next, after] = [code[index + 1], code[index + 2]];
    let last: Token | undefined;
    if (word === "PREFIX" && next?.kind === "name" && after?.kind === "iri") {
      prefixes.set(next.text.slice(0, next.text.indexOf(":")), after.text.slice(1, -1));
      last = after;
    } else if (word === "BASE" && next?.kind === "iri") {
      base = next.text.slice(1, -1);
      last = next;
    }
    if (last) {
      const line = query.indexOf("\n", last.to);
      end = line < 0 ? query.length : line + 1;
    }
  }
  return { prefixes, base, end };
}
