// The workbench: a code editor that replaces the text field, and results without a page load.
import type { EditorView } from "@codemirror/view";
import { button, h } from "./lib/dom";
import { Refused, ask, megabytes } from "./workbench/ask";
import { restore, save } from "./workbench/draft";
import { mount } from "./workbench/editor";
import { panel, remember } from "./workbench/history";
import { type Mark, at, setMistake } from "./workbench/lint";
import { Names } from "./workbench/names";
import { Programs, copy } from "./workbench/programs";
import { searchable } from "./workbench/questions";
import { Schema } from "./workbench/schema";
import { downloads, show } from "./workbench/show";

const form = document.querySelector<HTMLFormElement>("#workbench");
const field = document.querySelector<HTMLTextAreaElement>("#query");
const answer = document.querySelector<HTMLElement>("#answer");
const shown = document.querySelector<HTMLElement>("#shown");
if (form && field && answer && shown) start(form, field, answer, shown);

function start(form: HTMLFormElement, field: HTMLTextAreaElement, answer: HTMLElement, shown: HTMLElement): void {
  const given = new URLSearchParams(location.search);
  const lang = given.get("lang") ?? "en";
  const original = field.value;
  const here = location.href;
  // The query that the address of the page restores; any other text in the editor is a draft.
  let known = original;
  const base = form.dataset.base ?? "";
  const bounds = `${form.dataset.seconds} s`;
  const schema = Schema.load();
  let prefixes = new Map<string, string>();
  void schema.then((known) => (prefixes = known.prefixes), () => undefined);
  const names = new Names(base, lang, () => prefixes);
  const programs = new Programs(original, () => field.value);
  const history_ = panel((query) => {
    put(query);
    void run();
  });
  document.querySelector("#snippets")?.after(history_.element);

  const list = h("ul", { class: "marks" });
  const view: EditorView = mount(field, {
    schema,
    lang,
    changed: (text) => {
      field.value = text;
      save(text, known);
      programs.stale();
    },
    run: () => void run(),
    marked: (found) => list.replaceChildren(...found.map((mark) => listed(view, mark))),
  });
  const keys = h("p", { class: "note keys" }, h("kbd", {}, "Ctrl"), "+", h("kbd", {}, "Enter"), " runs the query · ", h("kbd", {}, "Ctrl"), "+", h("kbd", {}, "Space"), " completes · ", h("kbd", {}, "F8"), " goes to the next warning · ", h("kbd", {}, "Esc"), " then ", h("kbd", {}, "Tab"), " leaves the editor");
  field.after(h("div", { role: "status", "aria-label": "Warnings about the query" }, list), keys);
  searchable();

  // The result is on this page, with links to its files: hide the choice of a format.
  const row = form.querySelector<HTMLElement>("#run");
  form.querySelector("#as")?.remove();
  const stop = button("Stop", () => running?.abort(), { class: "plainly", hidden: true });
  const clock = h("span", { class: "clock", "aria-hidden": true });
  row?.querySelector("button")?.after(stop, clock);
  row?.append(copy("Copy the permanent address", () => new URL(address(field.value), location.href).href));

  let running: AbortController | null = null;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void run();
  });

  function put(query: string): void {
    view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: query } });
  }

  /** The address that restores a query; for an unchanged saved question, by its name. */
  function address(query: string): string {
    if (form.dataset.question && query === original) return here;
    const wanted = new URLSearchParams({ query, ...(lang === "en" ? {} : { lang }) });
    return `/workbench?${wanted}`;
  }

  async function run(query = field.value): Promise<void> {
    running?.abort();
    const mine = (running = new AbortController());
    const started = performance.now();
    const elapsed = (): number => (performance.now() - started) / 1000;
    let bytes = 0;
    const ticking = window.setInterval(() => {
      clock.textContent = `${elapsed().toFixed(1)} s${bytes ? `, ${megabytes(bytes)}` : ` of ${bounds} at most`}`;
    }, 100);
    stop.hidden = false;
    answer.hidden = false;
    answer.setAttribute("aria-busy", "true");
    view.dispatch({ effects: setMistake.of(null) });
    let rows: number | null = null;
    try {
      const asked = await ask(query, mine.signal, (read) => (bytes = read));
      rows = asked.answer.rows.length;
      if (running === mine) show(shown, query, asked, names);
    } catch (error) {
      if (running === mine) failed(query, error, mine.signal.aborted, elapsed());
    } finally {
      clearInterval(ticking);
      if (running === mine) {
        running = null;
        stop.hidden = true;
        clock.textContent = "";
        answer.removeAttribute("aria-busy");
        if (address(query).length < 60_000) {
          history.replaceState(null, "", address(query));
          known = query;
          save(field.value, known);
        }
      }
    }
    if (!mine.signal.aborted) {
      remember({ query, when: new Date().toISOString(), rows, seconds: elapsed() });
      history_.show();
    }
  }

  function failed(query: string, error: unknown, stopped: boolean, seconds: number): void {
    if (stopped) {
      shown.replaceChildren(h("p", { role: "status" }, `Stopped after ${seconds.toFixed(1)} s; the service lets the query go.`));
      return;
    }
    const refused = error instanceof Refused ? error : broken(seconds);
    const { line, column } = refused;
    const box = h("div", { class: "problem", role: "alert" }, h("p", {}, h("strong", {}, refused.title)), h("p", {}, refused.message));
    shown.replaceChildren(box);
    if (refused.title.startsWith("Too")) shown.append(downloads(query));
    if (line === null || column === null || field.value !== query) return;
    const mistake = at(view.state, line, column, refused.message.replace(/^Line \d+, column \d+: /, ""));
    view.dispatch({ effects: setMistake.of(mistake) });
    box.append(h("p", {}, button(`Go to line ${line}`, () => go(view, mistake.from, mistake.to), { class: "plainly" })));
  }

  function broken(seconds: number): Refused {
    const detail = `After ${seconds.toFixed(1)} s there was no more of the answer. It may have passed a bound while it was sent (${bounds}, ${Number(form.dataset.rows).toLocaleString("en")} rows, ${form.dataset.megabytes} MB), or the connection is gone. Ask for less with LIMIT, or try again.`;
    return new Refused("The answer broke off", detail);
  }

  const draft = restore(original, put, () => view.focus());
  if (draft) field.before(draft);

  const { line, column } = form.dataset;
  const problem = shown.querySelector(".problem");
  if (problem && line && column && field.value === original) {
    view.dispatch({ effects: setMistake.of(at(view.state, Number(line), Number(column), problem.querySelector("p + p")?.textContent ?? "")) });
    shown.querySelector("pre")?.remove();
  } else if (!problem && (given.get("query")?.trim() || given.get("question"))) {
    void run(original);
  }
}

function go(view: EditorView, from: number, to: number): void {
  view.dispatch({ selection: { anchor: from, head: to }, scrollIntoView: true });
  view.focus();
}

function listed(view: EditorView, mark: Mark): HTMLElement {
  const where = button(`Line ${mark.line}`, () => go(view, mark.from, mark.to), { class: "linked" });
  const actions = mark.actions.map((each) => button(each.name, () => each.apply(view, mark.from, mark.to), { class: "plainly" }));
  return h("li", { class: mark.severity }, h("strong", {}, mark.severity === "error" ? "Mistake" : "Warning"), " ", where, `: ${mark.message} `, ...actions);
}
