import { h, s } from "../lib/dom";
import { type Column, day } from "./answer";
import { type Drawn, choice, cut, fitted, href, learn, svg, text, ticks, titles } from "./plotting";

const MOST = 100;
const END = /end|until|last|to$|closed|abrogat|till/i;

/** A timeline with a row per dated result: a point, or a bar if it has an end. */
export async function draw(into: HTMLElement, drawn: Drawn): Promise<void> {
  const dates = drawn.columns.filter((each) => each.sort === "date");
  const named = titles(drawn);
  const start = dates.find((each) => !END.test(each.name)) ?? dates[0];
  const end = dates.find((each) => each !== start && END.test(each.name));
  let [title, from] = [named[0], start];
  const plot = h("div");
  const show = async (): Promise<void> => {
    if (!title || !from) return;
    await learn(drawn, [title], 2000);
    plot.replaceChildren(...rowsOf(drawn, title, from, from === start ? end : undefined));
  };
  into.append(
    h(
      "p",
      { class: "choices" },
      choice("What", named, title, (each) => { title = each; void show(); }),
      choice("When", dates.filter((each) => each !== end), from, (each) => { from = each; void show(); }),
    ),
    plot,
  );
  await show();
}

function rowsOf(drawn: Drawn, title: Column, start: Column, end: Column | undefined): Node[] {
  const found = drawn.answer.rows
    .flatMap((row, index) => {
      const from = day(row[start.index]);
      const to = end ? day(row[end.index]) : null;
      return from === null ? [] : [{ row: index, from, to: to !== null && to > from ? to : null }];
    })
    .sort((a, b) => a.from - b.from);
  const shown = found.slice(0, MOST);
  const [first, last] = [Math.min(...shown.map((each) => each.from)), Math.max(...shown.map((each) => each.to ?? each.from))];
  const picture = h("div");
  fitted(picture, (width) => {
    const names = Math.min(width * 0.4, 260);
    const [step, above] = [24, 28];
    const height = above + shown.length * step + 4;
    const x = (value: number): number => names + 8 + ((value - first) / (last - first || 1)) * (width - names - 40);
    const years = ticks(new Date(first).getUTCFullYear(), new Date(last).getUTCFullYear(), Math.max(2, Math.floor((width - names) / 70))).filter(Number.isInteger);
    const axis = years.filter((year) => Date.UTC(year, 0, 1) >= first).map((year) => {
      const at = x(Date.UTC(year, 0, 1));
      return s("g", {}, s("line", { x1: at, x2: at, y1: above - 6, y2: height, class: "grid" }), s("text", { x: at, y: 14, "text-anchor": "middle" }, String(year)));
    });
    const rows = shown.map((each, place) => {
      const name = text(drawn, each.row, title) || "(without a name)";
      const y = above + place * step;
      const to = href(drawn, each.row, title);
      const label = s("text", { x: names - 4, y: y + 16, "text-anchor": "end", class: "name" }, cut(name, Math.floor((names - 8) / 7.6)));
      const when = text(drawn, each.row, start) + (each.to !== null && end ? ` to ${text(drawn, each.row, end)}` : "");
      const mark = each.to === null ? s("circle", { cx: x(each.from), cy: y + 12, r: 5, class: "bar" }) : s("rect", { x: x(each.from), y: y + 5, width: Math.max(3, x(each.to) - x(each.from)), height: step - 10, class: "bar" });
      return s("g", {}, s("title", {}, `${name}: ${when}`), to ? s("a", { href: to }, label) : label, mark);
    });
    picture.replaceChildren(svg(width, height, `Timeline: ${title.name} by ${start.name}; the table below says the same.`, [...axis, ...rows]));
  });
  const left = drawn.answer.rows.length - found.length;
  const said = [
    found.length > shown.length ? `The first ${MOST} of ${found.length} in order of time.` : "",
    left ? `${left} ${left === 1 ? "row has" : "rows have"} no date and ${left === 1 ? "stands" : "stand"} in the table alone.` : "",
  ].filter(Boolean);
  return [picture, ...(said.length ? [h("p", { class: "note" }, said.join(" "))] : [])];
}
