// Tests of the SPARQL tokenizer: `npm run check` runs them with the test runner of Node.
import assert from "node:assert/strict";
import { test } from "node:test";
import { declare, prologue, units } from "../ts/workbench/tokens.ts";

const RDFS = "PREFIX rdfs: <http://r#>";

function declared(query: string): string {
  const { from, to, insert } = declare(query, RDFS);
  return query.slice(0, from) + insert + query.slice(to);
}

for (const [what, query, wanted] of [
  ["no declaration", "SELECT * { ?s ?p ?o }", `${RDFS}\nSELECT * { ?s ?p ?o }`],
  ["a declaration on its line", "PREFIX a: <b#>\nASK {}", `PREFIX a: <b#>\n${RDFS}\nASK {}`],
  ["PREFIX before SELECT on a line", "PREFIX a: <b#> SELECT *\n{ ?s ?p ?o }", `PREFIX a: <b#>\n${RDFS}\nSELECT *\n{ ?s ?p ?o }`],
  ["BASE before SELECT on a line", "BASE <b> SELECT * {\n?s ?p ?o }", `BASE <b>\n${RDFS}\nSELECT * {\n?s ?p ?o }`],
  ["no space before SELECT", "BASE<b>SELECT*{\n?s ?p ?o}", `BASE<b>\n${RDFS}\nSELECT*{\n?s ?p ?o}`],
  ["two declarations and the query on a line", "PREFIX a: <b#> PREFIX c: <d#> ASK {\n}", `PREFIX a: <b#> PREFIX c: <d#>\n${RDFS}\nASK {\n}`],
  ["a comment behind the declaration", "PREFIX a: <b#> # of b\nASK {}", `PREFIX a: <b#> # of b\n${RDFS}\nASK {}`],
  ["nothing behind the declaration", "PREFIX a: <b#>", `PREFIX a: <b#>\n${RDFS}\n`],
  ["a comment, and no more", "PREFIX a: <b#> # of b", `PREFIX a: <b#> # of b\n${RDFS}\n`],
  ["PREFIX in the pattern is none", "PREFIX a: <b#>\nASK {\n  PREFIX c: <d#>\n}", `PREFIX a: <b#>\n${RDFS}\nASK {\n  PREFIX c: <d#>\n}`],
] as const) {
  test(`a declaration is added: ${what}`, () => assert.equal(declared(query), wanted));
}

test("a declaration that is being typed hides none of the others", () => {
  const { prefixes, base } = prologue("PREFIX a: <b#>\nPREFIX c\nBASE <d>\nPREFIX e: <f#>\nASK {}");
  assert.deepEqual([...prefixes.keys()], ["a", "e"]);
  assert.equal(base, "d");
});

test("columns count characters, places count units", () => {
  assert.equal(units("a😀b", 1), 1);
  assert.equal(units("a😀b", 2), 3);
  assert.equal(units("👩‍👩‍👧 x", 6), 9);
  assert.equal(units("ab", 5), 5);
});
