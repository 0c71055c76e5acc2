import { h, s } from "../lib/dom";
import { type Column, day, number } from "./answer";
import { type Drawn, axes, choice, cut, fitted, href, isYear, learn, measures, svg, text, ticks } from "./plotting";

const MOST_BARS = 60;
const MOST_LINES = 6;
const DASHES = ["", "7 3", "2 3", "9 3 2 3", "4 4", "12 4"];

interface Point {
  row: number;
  x: number;
  y: number;
}

/** A bar chart for categories, a line chart for ordered values. */
export async function draw(into: HTMLElement, drawn: Drawn): Promise<void> {
  const [amounts, along] = [measures(drawn), axes(drawn)];
  let [amount, axis] = [amounts[0], along[0]];
  const plot = h("div", { class: "plot" });
  const show = async (): Promise<void> => {
    if (!amount || !axis) return;
    const [y, x] = [amount, axis];
    const lines = x.sort === "date" || isYear(drawn.answer, x) ? series(drawn, x, y, along) : null;
    await learn(drawn, [x], lines ? 2000 : MOST_BARS);
    plot.replaceChildren(...(lines ? linesOf(drawn, x, y, lines) : barsOf(drawn, x, y)));
  };
  into.append(
    h(
      "p",
      { class: "choices" },
      choice("Amount", amounts, amount, (each) => { amount = each; void show(); }),
      choice("along", along, axis, (each) => { axis = each; void show(); }),
    ),
    plot,
  );
  await show();
}

function barsOf(drawn: Drawn, axis: Column, amount: Column): Node[] {
  const found = drawn.answer.rows.map((row, index) => ({ row: index, value: number(row[amount.index]) })).filter((each): each is { row: number; value: number } => each.value !== null);
  const shown = found.slice(0, MOST_BARS);
  const [least, most] = [Math.min(0, ...shown.map((each) => each.value)), Math.max(0, ...shown.map((each) => each.value))];
  const picture = h("div");
  fitted(picture, (width) => {
    const names = Math.min(width * 0.4, 260);
    const letters = Math.floor((names - 8) / 7.6);
    const [height, step] = [shown.length * 24 + 4, 24];
    const scale = (value: number): number => names + ((value - least) / (most - least || 1)) * (width - names - 64);
    const rows = shown.map(({ row, value }, place) => {
      const name = text(drawn, row, axis) || "(none)";
      const to = href(drawn, row, axis);
      const label = s("text", { x: names - 8, y: place * step + 17, "text-anchor": "end", class: "name" }, cut(name, letters));
      const [from, until] = [scale(Math.min(0, value)), scale(Math.max(0, value))];
      return s(
        "g",
        {},
        s("title", {}, `${name}: ${value.toLocaleString("en")}`),
        to ? s("a", { href: to }, label) : label,
        s("rect", { x: from, y: place * step + 4, width: Math.max(until - from, 1), height: step - 8, class: "bar" }),
        s("text", { x: until + 6, y: place * step + 17, class: "value" }, value.toLocaleString("en")),
      );
    });
    picture.replaceChildren(svg(width, height, `Bars: ${amount.name} by ${axis.name}; the table below says the same.`, rows));
  });
  return [picture, ...(found.length > shown.length ? [h("p", { class: "note" }, `The first ${MOST_BARS} of ${found.length} rows, in the order of the query.`)] : [])];
}

/** The series: one, or one per value of another column if that makes each x unique. */
function series(drawn: Drawn, axis: Column, amount: Column, along: Column[]): Map<string, Point[]> {
  const points = drawn.answer.rows.flatMap((row, index): Point[] => {
    const [x, y] = [isYear(drawn.answer, axis) ? number(row[axis.index]) : day(row[axis.index]), number(row[amount.index])];
    return x === null || y === null ? [] : [{ row: index, x, y }];
  });
  const unique = (keys: string[]): boolean => new Set(keys).size === keys.length;
  if (!unique(points.map((each) => String(each.x)))) {
    for (const column of along.filter((each) => each !== axis)) {
      const values = points.map((each) => text(drawn, each.row, column));
      const pairs = points.map((each, index) => `${each.x}|${values[index]}`);
      if (new Set(values).size > MOST_LINES || !unique(pairs)) continue;
      const lines = new Map<string, Point[]>();
      points.forEach((each, index) => lines.set(values[index] ?? "", [...(lines.get(values[index] ?? "") ?? []), each]));
      return lines;
    }
  }
  return new Map([["", points]]);
}

function linesOf(drawn: Drawn, axis: Column, amount: Column, lines: Map<string, Point[]>): Node[] {
  const all = [...lines.values()].flat();
  const years = isYear(drawn.answer, axis);
  const [first, last] = [Math.min(...all.map((each) => each.x)), Math.max(...all.map((each) => each.x))];
  const [lowest, highest] = [Math.min(0, ...all.map((each) => each.y)), Math.max(0, ...all.map((each) => each.y))];
  const steps = ticks(lowest, highest, 5);
  const step = (steps[1] ?? 1) - (steps[0] ?? 0);
  const [bottom, top] = [Math.floor(lowest / step) * step, Math.ceil(highest / step) * step];
  const picture = h("div");
  fitted(picture, (width) => {
    const [height, left, right, under] = [320, 64, lines.size > 1 ? 120 : 24, 32];
    const x = (value: number): number => left + ((value - first) / (last - first || 1)) * (width - left - right);
    const y = (value: number): number => height - under - ((value - bottom) / (top - bottom || 1)) * (height - under - 16);
    const yearOf = (value: number): number => (years ? value : new Date(value).getUTCFullYear() + new Date(value).getUTCMonth() / 12);
    const at = (year: number): number => (years ? year : Date.UTC(Math.floor(year), Math.round((year % 1) * 12), 1));
    const down = ticks(bottom, top, 5).map((value) => [s("line", { x1: left, x2: width - right, y1: y(value), y2: y(value), class: "grid" }), s("text", { x: left - 8, y: y(value) + 4, "text-anchor": "end" }, value.toLocaleString("en"))]);
    const across = ticks(yearOf(first), yearOf(last), Math.max(2, Math.floor((width - left - right) / 70)))
      .filter(Number.isInteger)
      .map((value) => s("text", { x: x(at(value)), y: height - 8, "text-anchor": "middle" }, String(value)));
    const drawnLines = [...lines].map(([name, points], index) => {
      const sorted = [...points].sort((a, b) => a.x - b.x);
      const end = sorted[sorted.length - 1];
      return s(
        "g",
        { class: `line line-${index}` },
        s("polyline", { points: sorted.map((each) => `${x(each.x)},${y(each.y)}`).join(" "), "stroke-dasharray": DASHES[index] || null }),
        ...sorted.map((each) => s("circle", { cx: x(each.x), cy: y(each.y), r: 4 }, s("title", {}, `${name ? `${name}, ` : ""}${text(drawn, each.row, axis)}: ${each.y.toLocaleString("en")}`))),
        name && end ? s("text", { x: x(end.x) + 8, y: y(end.y) + 4 }, cut(name, 16)) : null,
      );
    });
    picture.replaceChildren(svg(width, height, `Line: ${amount.name} along ${axis.name}; the table below says the same.`, [...down.flat(), ...across, ...drawnLines]));
  });
  return [picture];
}
