// Tests of the parsers of query results.
import assert from "node:assert/strict";
import { test } from "node:test";
import { fromJson, fromTriples, simple } from "../ts/workbench/answer.ts";

test("N-Triples 1.2 are read term by term, triple terms and directions too", () => {
  const { rows } = fromTriples(
    [
      '<http://e/s> <http://e/p> "a \\"b\\" \\u00e9 > . <http://e/x>"@en--rtl .',
      "_:b.1 <http://e/p> _:c .",
      '<http://e/s> <http://e/p> <<( <http://e/a> <http://e/b> <<( _:x <http://e/c> "1"^^<http://e/int> )>> )>> .',
      "",
    ].join("\n"),
  );
  assert.equal(rows.length, 3);
  assert.deepEqual([rows[0]?.[2]?.value, rows[0]?.[2]?.lang, rows[0]?.[2]?.direction], ['a "b" é > . <http://e/x>', "en", "rtl"]);
  assert.deepEqual(rows[1]?.map((term) => term?.value), ["b.1", "http://e/p", "c"]);
  assert.equal(rows[2]?.[2]?.value, '<<( <http://e/a> <http://e/b> <<( _:x <http://e/c> "1"^^<http://e/int> )>> )>>');
  assert.deepEqual(simple(rows[2]?.[2]).map((term) => term.kind), ["iri", "iri", "blank", "iri", "literal"]);
});

test("a line that is no triple is not left out of the count", () => {
  assert.throws(() => fromTriples("<http://e/s> <http://e/p> .\n"), /no N-Triples/);
});

test("a triple term in JSON is a term with terms", () => {
  const value = { subject: { type: "uri", value: "http://e/a" }, predicate: { type: "uri", value: "http://e/b" }, object: { type: "literal", value: "x", "xml:lang": "ar", "its:dir": "rtl" } };
  const { rows } = fromJson(JSON.stringify({ head: { vars: ["t"] }, results: { bindings: [{ t: { type: "triple", value } }] } }));
  assert.equal(rows[0]?.[0]?.value, '<<( <http://e/a> <http://e/b> "x"@ar--rtl )>>');
});
