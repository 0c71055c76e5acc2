import world from "../../map/world.json";
import { h, s } from "../lib/dom";
import { type Column, number } from "./answer";
import { type Drawn, cut, measures, places, text } from "./plotting";

interface Place {
  code: string;
  point: [number, number] | null;
}

interface Found {
  name: string;
  href: string | null;
  place: Place;
  rows: number[];
}

/** A map with the States of the result filled, and a disc per amount whose area shows the value. */
export async function draw(into: HTMLElement, drawn: Drawn): Promise<void> {
  const where = places(drawn);
  const states = where.states ? await known(drawn.names.base) : new Map<string, Place>();
  if (where.states) await drawn.names.learn(drawn.answer.rows.map((row) => row[where.states?.index ?? 0]));
  const found = where.states ? ofStates(drawn, where.states, states) : ofPoints(drawn, where.latitude, where.longitude);
  const single = found.every((each) => each.rows.length === 1);
  const amounts = measures(drawn).filter((each) => each !== where.latitude && each !== where.longitude);
  const options: [string, (each: Found) => number | null][] = [
    ...(single ? amounts.map((column): [string, (each: Found) => number | null] => [column.name, (each) => number(drawn.answer.rows[each.rows[0] ?? 0]?.[column.index])]) : []),
    ...(single ? [] : [["number of rows", (each: Found) => each.rows.length] as [string, (each: Found) => number]]),
    ["whether in the answer", () => null],
  ];
  const plot = h("div", { class: "scroll map-of" });
  const select = h("select", {}, ...options.map(([name], index) => h("option", { value: index }, name)));
  const show = (): void => {
    const [name, amount] = options[Number(select.value)] ?? options[0] ?? ["", () => null];
    plot.replaceChildren(picture(found, name, amount));
  };
  select.addEventListener("change", show);
  if (options.length > 1) into.append(h("p", { class: "choices" }, h("label", {}, "Show ", select)));
  into.append(plot, h("p", { class: "note" }, note(drawn, found)));
  show();
}

function note(drawn: Drawn, found: Found[]): string {
  const rows = found.reduce((sum, each) => sum + each.rows.length, 0);
  const left = drawn.answer.rows.length - rows;
  return `${found.length.toLocaleString("en")} places. ${left ? `${left.toLocaleString("en")} rows have none that the map knows. ` : ""}Outlines and borders are those of ${world.source}; they say nothing on the status of any territory.`;
}

function ofStates(drawn: Drawn, column: Column, states: Map<string, Place>): Found[] {
  const found = new Map<string, Found>();
  drawn.answer.rows.forEach((row, index) => {
    const cell = row[column.index];
    const place = cell ? states.get(cell.value) : undefined;
    if (!cell || !place) return;
    const before = found.get(cell.value);
    if (before) before.rows.push(index);
    else found.set(cell.value, { name: text(drawn, index, column), href: drawn.names.href(cell), place, rows: [index] });
  });
  return [...found.values()];
}

function ofPoints(drawn: Drawn, latitude: Column | undefined, longitude: Column | undefined): Found[] {
  const title = drawn.columns.find((each) => each.sort === "thing" || each.sort === "text");
  return drawn.answer.rows.flatMap((row, index): Found[] => {
    const [north, east] = [latitude ? number(row[latitude.index]) : null, longitude ? number(row[longitude.index]) : null];
    if (north === null || east === null) return [];
    const cell = title ? row[title.index] : undefined;
    return [{ name: title ? text(drawn, index, title) : `${north}, ${east}`, href: cell ? drawn.names.href(cell) : null, place: { code: "", point: point(north, east) }, rows: [index] }];
  });
}

const outlines = new Map(world.paths.filter((each) => each.code).map((each) => [each.code ?? "", each.path]));

function picture(found: Found[], what: string, amount: (each: Found) => number | null): SVGSVGElement {
  const codes = new Set(found.map((each) => each.place.code));
  const most = Math.max(0, ...found.map((each) => amount(each) ?? 0));
  const land = world.paths.filter((each) => !each.code || !codes.has(each.code)).map((each) => each.path).join("");
  const marks = [...found]
    .sort((a, b) => (amount(b) ?? 0) - (amount(a) ?? 0))
    .map((each) => {
      const value = amount(each);
      const outline = outlines.get(each.place.code);
      const said = value === null ? each.name : `${each.name}: ${value.toLocaleString("en")}`;
      const disc = value !== null && most > 0 ? Math.max(4, 46 * Math.sqrt(Math.max(value, 0) / most)) : outline ? 0 : 9;
      const [x, y] = each.place.point ?? [0, 0];
      const content = [
        s("title", {}, said),
        outline ? s("path", { d: outline, class: value === null ? "in" : "with" }) : null,
        each.place.point && disc ? s("circle", { cx: x, cy: y, r: disc }) : null,
      ];
      return each.href ? s("a", { href: each.href }, ...content) : s("g", {}, ...content);
    });
  const key = most > 0 ? legend(what, most) : [];
  return s("svg", { viewBox: `0 0 ${world.width} ${world.height}`, class: "map", role: "group", "aria-label": `Map: ${cut(what, 60)}; the table below says the same.` }, s("path", { d: land, class: "land", "aria-hidden": "true" }), ...marks, ...key);
}

function legend(what: string, most: number): Node[] {
  const values = [...new Set([most, most / 4].map((each) => Number(each.toPrecision(2))))];
  const x = 90;
  return [
    s("text", { x: 30, y: world.height - 190, class: "key" }, cut(what, 30)),
    ...values.flatMap((value, index) => {
      const y = world.height - 120 + index * 84;
      return [s("circle", { cx: x - 14, cy: y, r: 46 * Math.sqrt(value / most) }), s("text", { x: x + 46, y: y + 9, class: "key" }, value.toLocaleString("en"))];
    }),
  ];
}

// The polynomial of the Equal Earth projection (Šavrič, Patterson and Jenny, 2018), as for the outlines.
const [A1, A2, A3, A4] = [1.340264, -0.081106, 0.000893, 0.003796] as const;
const M = Math.sqrt(3) / 2;

function point(latitude: number, longitude: number): [number, number] {
  const radians = Math.PI / 180;
  const angle = Math.asin(M * Math.sin(latitude * radians));
  const square = angle * angle;
  const sixth = square ** 3;
  const x = (longitude * radians * Math.cos(angle)) / (M * (A1 + 3 * A2 * square + sixth * (7 * A3 + 9 * A4 * square)));
  const y = angle * (A1 + A2 * square + sixth * (A3 + A4 * square));
  return [(world.translate[0] ?? 0) + world.scale * x, (world.translate[1] ?? 0) - world.scale * y];
}

/** Positions of the States, by the codes of their outlines. */
async function known(base: string): Promise<Map<string, Place>> {
  const query = `PREFIX plen: <${base}ontology/> PREFIX geo: <http://www.w3.org/2003/01/geo/wgs84_pos#>
SELECT ?state ?code ?latitude ?longitude { ?state geo:lat ?latitude ; geo:long ?longitude OPTIONAL { ?state plen:m49 ?code } }`;
  const response = await fetch(`/sparql?${new URLSearchParams({ query })}`, { headers: { Accept: "application/sparql-results+json" } });
  if (!response.ok) throw new Error("the places of States could not be had");
  const { results } = (await response.json()) as { results: { bindings: Record<string, { value: string }>[] } };
  return new Map(
    results.bindings.map((row): [string, Place] => [
      row.state?.value ?? "",
      { code: row.code?.value.padStart(3, "0") ?? "", point: point(Number(row.latitude?.value), Number(row.longitude?.value)) },
    ]),
  );
}
