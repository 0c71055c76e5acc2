/** Shared parts of the visualizations: usable columns, labels of cells, axes, the frame. */
import { h, s } from "../lib/dom";
import { type Answer, type Column, number } from "./answer";
import type { Names } from "./names";

export interface Drawn {
  answer: Answer;
  columns: Column[];
  names: Names;
}

/** Numeric columns to plot, without years and coordinates. */
export function measures({ answer, columns }: Drawn): Column[] {
  return columns.filter((each) => each.sort === "number" && !isYear(answer, each) && !/^(lat|lon)/i.test(each.name));
}

/** Columns for the x axis. */
export function axes({ answer, columns }: Drawn): Column[] {
  return columns.filter((each) => each.sort !== "number" || isYear(answer, each)).sort((a, b) => rank(answer, a) - rank(answer, b));
}

function rank(answer: Answer, column: Column): number {
  return column.sort === "date" || isYear(answer, column) ? 0 : column.sort === "thing" ? 1 : 2;
}

export function titles({ columns }: Drawn): Column[] {
  return columns.filter((each) => each.sort === "thing" || each.sort === "text");
}

export function things({ columns }: Drawn): Column[] {
  return columns.filter((each) => each.sort === "thing");
}

/** The column of States of a result, or else its coordinate columns. */
export function places({ answer, columns, names }: Drawn): { states?: Column; latitude?: Column; longitude?: Column } {
  const isState = (column: Column): number => answer.rows.slice(0, 500).filter((row) => row[column.index]?.value.startsWith(`${names.base}state/`)).length;
  const states = things({ answer, columns, names })
    .map((column) => ({ column, count: isState(column) }))
    .filter((each) => each.count >= Math.min(answer.rows.length, 500) / 2)
    .sort((a, b) => b.count - a.count)[0]?.column;
  if (states) return { states };
  const numbers = columns.filter((each) => each.sort === "number");
  return { latitude: numbers.find((each) => /^lat/i.test(each.name)), longitude: numbers.find((each) => /^lon/i.test(each.name)) };
}

export function isOnMap(drawn: Drawn): boolean {
  const { states, latitude, longitude } = places(drawn);
  return states !== undefined || (latitude !== undefined && longitude !== undefined);
}

export function isYear(answer: Answer, column: Column): boolean {
  if (column.sort !== "number" || !/year/i.test(column.name)) return false;
  return answer.rows.every((row) => {
    const value = number(row[column.index]);
    return value === null || (Number.isInteger(value) && value > 1500 && value < 2200);
  });
}

/** The text of a column in a row. */
export function text({ answer, names }: Drawn, row: number, column: Column): string {
  const cells = answer.rows[row] ?? [];
  return names.text(cells[column.index], column.label === null ? undefined : cells[column.label]);
}

export function href({ answer, names }: Drawn, row: number, column: Column): string | null {
  const cell = answer.rows[row]?.[column.index];
  return cell ? names.href(cell) : null;
}

/** Requests the labels of things in some columns of the first rows. */
export async function learn({ answer, names }: Drawn, wanted: Column[], most: number): Promise<void> {
  const unnamed = wanted.filter((each) => each.label === null);
  await names.learn(answer.rows.slice(0, most).flatMap((row) => unnamed.map((each) => row[each.index])));
}

/** A select field for columns; none if there is only one column. */
export function choice(label: string, options: Column[], chosen: Column | undefined, change: (column: Column) => void): HTMLElement | null {
  if (options.length < 2) return null;
  const select = h("select", {}, ...options.map((each, index) => h("option", { value: index, selected: each === chosen }, each.name)));
  select.addEventListener("change", () => {
    const column = options[Number(select.value)];
    if (column) change(column);
  });
  return h("label", {}, `${label} `, select);
}

/** Round steps for an axis. */
export function ticks(from: number, to: number, about: number): number[] {
  const raw = (to - from || 1) / about;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map((each) => each * power).find((each) => each >= raw) ?? raw;
  const found: number[] = [];
  for (let value = Math.ceil(from / step) * step; value <= to + step / 1e6; value += step) found.push(Number(value.toPrecision(12)));
  return found;
}

/** A text cut to a number of letters. */
export function cut(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}

/** Redraws when the width changes. */
export function fitted(into: HTMLElement, draw: (width: number) => void): void {
  let last = 0;
  const observer = new ResizeObserver(() => {
    const width = Math.floor(into.clientWidth);
    if (!into.isConnected) return observer.disconnect();
    if (width && Math.abs(width - last) > 4) {
      last = width;
      draw(width);
    }
  });
  observer.observe(into);
}

/** The SVG root of a visualization, with a title for screen readers. */
export function svg(width: number, height: number, title: string, children: Node[]): SVGSVGElement {
  return s("svg", { viewBox: `0 0 ${width} ${height}`, width, height, role: "group", "aria-label": title }, ...children);
}
