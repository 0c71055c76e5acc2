import { button, h } from "../lib/dom";
import type { Asked } from "./ask";
import { isGraph, megabytes } from "./ask";
import type { Names } from "./names";
import { type Picture, pictures } from "./pictures";
import { Table } from "./table";

const RESULTS = { csv: "CSV", tsv: "TSV", json: "JSON", xml: "XML" };
const GRAPHS = { turtle: "Turtle", jsonld: "JSON-LD", nt: "N-Triples", rdf: "RDF/XML", trig: "TriG", nq: "N-Quads" };
const LONGEST_ADDRESS = 60_000;

/** Renders a result: its size, downloads, visualizations and the table. */
export function show(into: HTMLElement, query: string, asked: Asked, names: Names): void {
  const { answer, seconds, bytes } = asked;
  const what = answer.graph ? "triple" : "row";
  const facts = `${answer.rows.length.toLocaleString("en")} ${what}${answer.rows.length === 1 ? "" : "s"} in ${seconds.toFixed(2)} s, ${megabytes(bytes)}.`;
  const parts: Node[] = [h("div", { class: "found" }, h("p", { role: "status" }, facts), downloads(query))];
  if (answer.rows.length) parts.push(...views(pictures(answer, names), answer.graph), new Table(answer, names).element);
  else parts.push(h("p", {}, "Nothing fits the query. Warnings below the editor tell of terms that the data never use; fewer conditions find more."));
  into.replaceChildren(...parts);
}

function views(offered: Picture[], graph: boolean): Node[] {
  if (!offered.length) return [];
  const place = h("div", { class: "picture" });
  const buttons = [
    button("Table", () => choose(null), { class: "view" }),
    ...offered.map((each) => button(each.title, () => choose(each), { class: "view" })),
  ];
  const choose = (picture: Picture | null): void => {
    buttons.forEach((each, index) => each.setAttribute("aria-pressed", String((offered[index - 1] ?? null) === picture)));
    place.replaceChildren();
    place.hidden = picture === null;
    if (!picture) return;
    const inside = h("figure", { class: "drawn" });
    place.append(inside);
    picture.draw(inside).catch(() => inside.replaceChildren(h("p", {}, "The picture could not be drawn; the table has all of it.")));
  };
  choose(graph ? (offered.find((each) => each.name === "graph") ?? null) : null);
  return [h("div", { class: "views", role: "group", "aria-label": "Show as" }, ...buttons), place];
}

/** Download links of the whole result per format; forms with POST for a query that is too long for a URL. */
export function downloads(query: string): HTMLElement {
  const formats = Object.entries(isGraph(query) ? GRAPHS : RESULTS);
  const address = `/sparql?${new URLSearchParams({ query })}`;
  const made = h("p", { class: "tools" }, "All of it as ");
  if (address.length < LONGEST_ADDRESS) {
    formats.forEach(([format, title], index) => {
      const file = ["csv", "tsv"].includes(format) ? true : null;
      made.append(index ? " · " : "", h("a", { href: `${address}&format=${format}`, download: file }, title));
    });
    return made;
  }
  const form = h("form", { action: "/sparql", method: "post", class: "tools row" }, h("input", { type: "hidden", name: "query", value: query }), "All of it as ");
  for (const [format, title] of formats) form.append(h("button", { name: "format", value: format, class: "plainly" }, title));
  return form;
}
