import { type Action, type Diagnostic, forEachDiagnostic, linter, setDiagnosticsEffect } from "@codemirror/lint";
import { type EditorState, type Extension, StateEffect, StateField } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { resolve, search } from "./complete";
import { type Placed, read } from "./places";
import { Schema, edits } from "./schema";
import { declare, prologue, tokens, units } from "./tokens";

/** An error of the service with its position. */
export interface Mistake {
  from: number;
  to: number;
  message: string;
}

export const setMistake = StateEffect.define<Mistake | null>();

/** It is visible until the query changes. */
const mistake = StateField.define<Mistake | null>({
  create: () => null,
  update: (value, transaction) => {
    for (const effect of transaction.effects) if (effect.is(setMistake)) return effect.value;
    return transaction.docChanged ? null : value;
  },
});

/** Diagnostics: syntax errors at once, unused terms when the service responds. */
export function marks(schema: Promise<Schema>, lang: string, show: (found: Mark[]) => void): Extension {
  return [
    mistake,
    linter((view) => told(view.state), { delay: 50, needsRefresh: (update) => update.transactions.some((each) => each.effects.some((effect) => effect.is(setMistake))) }),
    linter(async (view) => {
      const known = await schema.catch(() => null);
      return known ? unused(view.state, known, lang) : [];
    }, { delay: 600 }),
    EditorView.updateListener.of((update) => {
      if (update.docChanged || update.transactions.some((each) => each.effects.some((effect) => effect.is(setDiagnosticsEffect)))) show(listed(update.state));
    }),
  ];
}

/** A diagnostic in the list below the editor. */
export interface Mark {
  line: number;
  from: number;
  to: number;
  severity: string;
  message: string;
  actions: readonly Action[];
}

function listed(state: EditorState): Mark[] {
  const found: Mark[] = [];
  forEachDiagnostic(state, (each, from, to) => {
    found.push({ line: state.doc.lineAt(from).number, from, to, severity: each.severity, message: each.message, actions: each.actions ?? [] });
  });
  // An error of the service replaces one of the editor at the same position.
  const mistakes = found.filter((each) => each.severity === "error");
  return found.filter((each) => each.severity === "error" || !mistakes.some((other) => other.from <= each.from && each.to <= other.to));
}

function told(state: EditorState): Diagnostic[] {
  const found = state.field(mistake);
  const size = state.doc.length;
  return found ? [{ from: Math.min(found.from, size), to: Math.min(found.to, size), severity: "error", message: found.message, source: "service" }] : [];
}

/** The range of an error at a line and column (from 1): up to the end of the token there. */
export function at(state: EditorState, line: number, column: number, message: string): Mistake {
  const found = state.doc.line(Math.min(Math.max(line, 1), state.doc.lines));
  const from = Math.min(found.from + units(found.text, column - 1), state.doc.length);
  const token = tokens(state.doc.toString()).find((each) => each.from <= from && from < each.to);
  return { from, to: token && !token.text.includes("\n") ? token.to : Math.max(from, found.to), message };
}

/** Cache: whether the data use an IRI. */
const known = new Map<string, boolean>();

async function unused(state: EditorState, schema: Schema, lang: string): Promise<Diagnostic[]> {
  const text = state.doc.toString();
  if (text.length > 50_000) return [];
  const found = tokens(text);
  const { prefixes, base } = prologue(text, found);
  const marks: Diagnostic[] = [];
  const things: { placed: Placed; iri: string }[] = [];
  for (const token of found) {
    if (token.kind !== "name" || token.text.startsWith("_:")) continue;
    const prefix = token.text.slice(0, token.text.indexOf(":"));
    const before = found[found.indexOf(token) - 1];
    if (!prefixes.has(prefix) && before?.text.toUpperCase() !== "PREFIX") marks.push(undeclared(schema, token.from, token.from + prefix.length + 1, prefix));
  }
  for (const placed of read(found).terms) {
    const iri = resolve(placed.token, prefixes, base);
    if (iri === null) continue;
    const { role } = placed;
    if (role === "property" || role === "class") {
      const term = (role === "class" ? schema.classes : schema.properties).get(iri);
      if (!term?.used) marks.push(neverUsed(schema, placed, iri, role, prefixes));
    } else if (role === "thing" && !schema.classes.get(iri)?.used && !schema.properties.get(iri)?.used && !schema.graphs.has(iri)) {
      things.push({ placed, iri });
    }
  }
  await lookUp(things.map((each) => each.iri));
  for (const { placed, iri } of things) if (known.get(iri) === false) marks.push(await noSuchThing(schema, placed, iri, base, lang));
  return marks;
}

function undeclared(schema: Schema, from: number, to: number, prefix: string): Diagnostic {
  const namespace = schema.prefixes.get(prefix);
  if (namespace !== undefined) {
    const apply = (view: EditorView): void => view.dispatch({ changes: declare(view.state.doc.toString(), `PREFIX ${prefix}: <${namespace}>`) });
    return { from, to, severity: "warning", message: `The prefix ${prefix}: is not declared.`, actions: [{ name: `Declare ${prefix}:`, apply }] };
  }
  const near = [...schema.prefixes.keys()].find((each) => edits(each, prefix, 3) < 3);
  const actions = near ? [replaced(`Use ${near}:`, `${near}:`)] : [];
  return { from, to, severity: "warning", message: `The prefix ${prefix}: is not declared, and the data use no such one${near ? `; nearest is ${near}:` : ""}.`, actions };
}

function neverUsed(schema: Schema, { token }: Placed, iri: string, role: "property" | "class", declared: Map<string, string>): Diagnostic {
  const other = role === "class" ? schema.properties.get(iri) : schema.classes.get(iri);
  const here = schema.classes.has(iri) || schema.properties.has(iri);
  const what = other ? `is a ${role === "class" ? "property" : "class"}; it stands here as a ${role}` : here ? "is in the ontology, but the data never use it" : `: the data never use such a ${role}`;
  const near = other ? null : schema.nearest(iri, role);
  const compact = near && (schema.compact(near.iri, declared)?.text ?? `<${near.iri}>`);
  const message = `${token.text}${what.startsWith(":") ? "" : " "}${what}.${compact ? ` Nearest that they use: ${compact}.` : ""}`;
  return { from: token.from, to: token.to, severity: "warning", message, actions: compact ? [replaced(`Use ${compact}`, compact)] : [] };
}

async function noSuchThing(schema: Schema, { token }: Placed, iri: string, base: string | null, lang: string): Promise<Diagnostic> {
  const ours = iri.startsWith(schema.base);
  const [near] = ours ? (await search(iri.slice(schema.base.length).replace(/[/-]/g, " "), lang, 1)).results : [];
  const text = near && (base === schema.base ? `<${near.id.slice(schema.base.length)}>` : `<${near.id}>`);
  const message = `The data have no ${ours ? schema.short(iri) : token.text}.${near ? ` Nearest: ${near.label}.` : ""}`;
  return { from: token.from, to: token.to, severity: "warning", message, actions: near && text ? [replaced(`Use ${schema.short(near.id)}`, text)] : [] };
}

function replaced(name: string, text: string): Action {
  return { name, apply: (view, from, to) => view.dispatch({ changes: { from, to, insert: text }, userEvent: "input.complete" }) };
}

/** Requests once per IRI whether any statement uses it. */
async function lookUp(iris: string[]): Promise<void> {
  const asked = [...new Set(iris)].filter((iri) => !known.has(iri) && !/[<>"{}|^`\\\s]/.test(iri)).slice(0, 100);
  if (!asked.length) return;
  const query = `SELECT ?term { VALUES ?term { ${asked.map((iri) => `<${iri}>`).join(" ")} }
  FILTER (EXISTS { ?term ?p1 ?o1 } || EXISTS { ?s2 ?p2 ?term } || EXISTS { ?s3 ?term ?o3 } || EXISTS { GRAPH ?term { ?s4 ?p4 ?o4 } }) }`;
  try {
    const response = await fetch("/sparql", { method: "POST", headers: { Accept: "application/sparql-results+json" }, body: new URLSearchParams({ query }) });
    if (!response.ok) return;
    const answer = (await response.json()) as { results: { bindings: { term: { value: string } }[] } };
    const there = new Set(answer.results.bindings.map((row) => row.term.value));
    for (const iri of asked) known.set(iri, there.has(iri));
  } catch {
    // If the request fails, there are no warnings.
  }
}
