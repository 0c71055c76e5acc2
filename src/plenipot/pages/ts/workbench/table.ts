import { button, h } from "../lib/dom";
import { type Answer, type Cell, type Column, columns, day, number } from "./answer";
import type { Names } from "./names";

const SIZES = [25, 50, 100, 500];

/** The paginated table of a result, with labels of things. */
export class Table {
  readonly element = h("div", { class: "answer-table" });
  private readonly columns: Column[];
  private readonly order: number[];
  private readonly head = h("tr");
  private readonly body = h("tbody");
  private readonly pages = h("p", { class: "pages" });
  private page = 0;
  private size = 50;
  private sorted: { column: Column; down: boolean } | null = null;

  constructor(
    private readonly answer: Answer,
    private readonly names: Names,
  ) {
    this.columns = columns(answer);
    this.order = answer.rows.map((_, index) => index);
    const table = h("table", {}, h("thead", {}, this.head), this.body);
    const region = h("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": "Result table" }, table);
    this.element.append(region, this.pages);
    for (const column of this.columns) {
      const heading = h("th", { scope: "col", class: column.sort === "number" ? "number" : null });
      heading.append(button(column.name, () => this.sort(column), { class: "sort" }));
      this.head.append(heading);
    }
    this.show();
  }

  private sort(column: Column): void {
    const down = this.sorted?.column === column && !this.sorted.down;
    this.sorted = { column, down };
    const compare = new Intl.Collator("en", { numeric: true }).compare;
    const keys = this.answer.rows.map((row) => {
      const cell = row[column.index];
      if (column.sort === "number") return number(cell);
      if (column.sort === "date") return day(cell);
      return this.names.text(cell, column.label === null ? undefined : row[column.label]) || null;
    });
    // Unbound cells are last in both directions.
    this.order.sort((a, b) => {
      const [one, two] = [keys[a] ?? null, keys[b] ?? null];
      if (one === null || two === null) return one === two ? 0 : one === null ? 1 : -1;
      const found = typeof one === "number" && typeof two === "number" ? one - two : compare(String(one), String(two));
      return down ? -found : found;
    });
    [...this.head.children].forEach((each, index) => {
      if (this.columns[index] === column) each.setAttribute("aria-sort", down ? "descending" : "ascending");
      else each.removeAttribute("aria-sort");
    });
    this.page = 0;
    this.show();
  }

  private show(): void {
    const rows = this.order.slice(this.page * this.size, (this.page + 1) * this.size).map((index) => this.answer.rows[index] ?? []);
    this.body.replaceChildren(...rows.map((row) => h("tr", {}, ...this.columns.map((column) => this.cell(row, column)))));
    this.pager();
    void this.names.learn(rows.flatMap((row) => this.columns.filter((each) => each.label === null).map((each) => row[each.index]))).then((any) => {
      if (any) this.show();
    });
  }

  private cell(row: Cell[], column: Column): HTMLTableCellElement {
    const label = column.label === null ? undefined : row[column.label];
    return h("td", { class: column.sort === "number" ? "number" : null }, ...shown(this.names, row[column.index], label));
  }

  private pager(): void {
    const count = this.order.length;
    const last = Math.max(0, Math.ceil(count / this.size) - 1);
    const [from, to] = [this.page * this.size + 1, Math.min((this.page + 1) * this.size, count)];
    const go = (page: number, back: string) => () => {
      this.page = page;
      this.show();
      const wanted = [...this.pages.querySelectorAll("button")].find((each) => each.textContent === back && !each.disabled) ?? this.pages.querySelector("button:not(:disabled)");
      (wanted as HTMLButtonElement | null)?.focus();
    };
    this.pages.replaceChildren();
    if (count <= Math.min(...SIZES)) return;
    const size = h("select", { "aria-label": "Rows on a page" }, ...SIZES.map((each) => h("option", { value: each, selected: each === this.size }, `${each} rows`)));
    size.addEventListener("change", () => {
      this.size = Number(size.value);
      this.page = 0;
      this.show();
      this.pages.querySelector("select")?.focus();
    });
    this.pages.append(
      button("Previous", go(this.page - 1, "Previous"), { disabled: this.page === 0, class: "plainly" }),
      h("span", { role: "status" }, ` ${from.toLocaleString("en")}–${to.toLocaleString("en")} of ${count.toLocaleString("en")} `),
      button("Next", go(this.page + 1, "Next"), { disabled: this.page >= last, class: "plainly" }),
      size,
    );
  }
}

const PLAIN = new Set(["string", "integer", "decimal", "boolean", "date", "gYear", "gYearMonth"].map((each) => `http://www.w3.org/2001/XMLSchema#${each}`));

/** Renders a term: a label with a link and the identifier; a triple term by its terms. */
export function shown(names: Names, term: Cell, label: Cell): (Node | string)[] {
  if (!term) return label ? shown(names, label, undefined) : [];
  if (term.triple) return ["«", ...term.triple.flatMap((each, index) => [index ? " " : "", ...shown(names, each, undefined)]), "»"];
  const known = term.kind === "iri" ? names.of(term.value) : null;
  const lang = label?.lang ?? (term.kind === "iri" ? known?.lang : term.lang);
  const given = { lang: lang ?? null, dir: (label ?? term).direction ?? (lang?.startsWith("ar") ? "rtl" : null) };
  const text = names.text(term, label);
  const href = names.href(term);
  const said: (Node | string)[] = [href ? h("a", { href, ...given }, text) : h("span", given, text)];
  const note = term.kind === "iri" ? names.short(term.value) : term.datatype && !PLAIN.has(term.datatype) && !term.lang ? names.short(term.datatype) : (term.lang ?? "");
  if (note && note !== text && note !== "en") said.push(" ", h("small", {}, note));
  return said;
}
