import { type SimulationLinkDatum, type SimulationNodeDatum, forceCenter, forceCollide, forceLink, forceManyBody, forceSimulation, forceX, forceY } from "d3-force";
import { h, s } from "../lib/dom";
import type { Cell, Column, Term } from "./answer";
import { type Drawn, choice, cut, fitted, svg, things } from "./plotting";

const MOST = 300;
const LETTER = 7.2;

interface Thing extends SimulationNodeDatum {
  key: string;
  term: Term;
  degree: number;
}

interface Link extends SimulationLinkDatum<Thing> {
  source: Thing;
  target: Thing;
  what: string;
}

interface Edge {
  from: Cell;
  to: Cell;
  what: Cell;
  fromLabel?: Cell;
  toLabel?: Cell;
}

/** Nodes and edges: the triples of a graph, or two columns of things. */
export async function draw(into: HTMLElement, drawn: Drawn): Promise<void> {
  const columns = things(drawn);
  let [from, to] = [columns[0], columns[1]];
  const plot = h("div");
  const show = async (): Promise<void> => {
    const edges = drawn.answer.graph ? triples(drawn) : from && to ? pairs(drawn, from, to) : [];
    await drawn.names.learn(edges.flatMap((each) => [each.from, each.to, each.what]));
    plot.replaceChildren(...graphOf(drawn, edges));
  };
  if (!drawn.answer.graph) {
    into.append(
      h(
        "p",
        { class: "choices" },
        columns.length > 2 ? choice("From", columns, from, (each) => { from = each; void show(); }) : null,
        columns.length > 2 ? choice("to", columns, to, (each) => { to = each; void show(); }) : null,
      ),
    );
  }
  into.append(plot);
  await show();
}

function triples({ answer }: Drawn): Edge[] {
  return answer.rows.filter((row) => row[2]?.kind !== "literal").map((row) => ({ from: row[0], what: row[1], to: row[2] }));
}

function pairs({ answer }: Drawn, from: Column, to: Column): Edge[] {
  return answer.rows
    .filter((row) => row[from.index] && row[to.index])
    .map((row) => ({
      from: row[from.index],
      to: row[to.index],
      what: undefined,
      ...(from.label === null ? {} : { fromLabel: row[from.label] }),
      ...(to.label === null ? {} : { toLabel: row[to.label] }),
    }));
}

function graphOf(drawn: Drawn, edges: Edge[]): Node[] {
  const found = new Map<string, Thing>();
  const labels = new Map<string, string>();
  const links: Link[] = [];
  const seen = new Set<string>();
  let left = 0;
  const thing = (term: Term, label: Cell): Thing | null => {
    const key = `${term.kind} ${term.value}`;
    if (label) labels.set(key, label.value);
    let known = found.get(key);
    if (!known) {
      if (found.size >= MOST) return null;
      known = { key, term, degree: 0 };
      found.set(key, known);
    }
    return known;
  };
  for (const edge of edges) {
    if (!edge.from || !edge.to) continue;
    const [source, target] = [thing(edge.from, edge.fromLabel), thing(edge.to, edge.toLabel)];
    const what = edge.what ? drawn.names.text(edge.what) : "";
    if (!source || !target) left += 1;
    else if (source !== target && !seen.has(`${source.key}|${target.key}|${what}`)) {
      seen.add(`${source.key}|${target.key}|${what}`);
      source.degree += 1;
      target.degree += 1;
      links.push({ source, target, what });
    }
  }
  const nodes = [...found.values()];
  const name = (each: Thing): string => labels.get(each.key) ?? drawn.names.text(each.term);
  settle(nodes, links);
  const picture = h("div");
  fitted(picture, (width) => picture.replaceChildren(pictureOf(width, nodes, links, name, drawn)));
  const said = [
    `${nodes.length.toLocaleString("en")} things, ${links.length.toLocaleString("en")} connections.`,
    left ? `${left.toLocaleString("en")} more rows name things beyond the first ${MOST}.` : "",
    nodes.length > 15 ? "Where names would cover each other, those with the most neighbours bear theirs; point at the others, or go to them with Tab." : "",
  ];
  return [picture, h("p", { class: "note" }, said.filter(Boolean).join(" "))];
}

/** Runs the layout to its end before drawing, so that nothing is animated. */
function settle(nodes: Thing[], links: Link[]): void {
  const simulation = forceSimulation(nodes)
    .force("link", forceLink<Thing, Link>(links).distance(nodes.length > 80 ? 45 : 85))
    .force("charge", forceManyBody<Thing>().strength(nodes.length > 80 ? -90 : -320))
    .force("collide", forceCollide<Thing>(14))
    .force("center", forceCenter(0, 0))
    .force("x", forceX<Thing>(0).strength(0.07))
    .force("y", forceY<Thing>(0).strength(0.14))
    .stop();
  simulation.tick(nodes.length > 150 ? 200 : 300);
}

function pictureOf(width: number, nodes: Thing[], links: Link[], name: (each: Thing) => string, drawn: Drawn): SVGSVGElement {
  const height = Math.max(320, Math.min(640, width * 0.65));
  const [xs, ys] = [nodes.map((each) => each.x ?? 0), nodes.map((each) => each.y ?? 0)];
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const scale = Math.min((width - 160) / (right - left || 1), (height - 60) / (bottom - top || 1), 1.6);
  const x = (each: Thing): number => width / 2 + ((each.x ?? 0) - (left + right) / 2) * scale;
  const y = (each: Thing): number => height / 2 + ((each.y ?? 0) - (top + bottom) / 2) * scale;
  const half = (each: Thing): number => (cut(name(each), 30).length * LETTER) / 2;
  const middle = (each: Thing): number => Math.min(Math.max(x(each), half(each)), width - half(each));
  const bearing = withRoom(nodes, (each) => ({ x: middle(each), y: y(each) - 14, half: half(each) }));
  const lines = links.map((each) => {
    const [x1, y1, x2, y2] = [x(each.source), y(each.source), x(each.target), y(each.target)];
    const length = Math.hypot(x2 - x1, y2 - y1) || 1;
    const near = Math.min(9 / length, 0.4);
    return s("line", { x1, y1, x2: x2 - (x2 - x1) * near, y2: y2 - (y2 - y1) * near, class: "edge", "marker-end": "url(#arrow)" }, s("title", {}, `${name(each.source)} ${each.what || "→"} ${name(each.target)}`));
  });
  const dots = nodes.map((each) => {
    const href = drawn.names.href(each.term);
    const content = [
      s("title", {}, name(each)),
      s("circle", { cx: x(each), cy: y(each), r: Math.min(5 + each.degree / 3, 12), class: "node" }),
      s("text", { x: middle(each), y: y(each) - 10, "text-anchor": "middle", class: bearing.has(each) ? "name" : "name more", "aria-hidden": "true" }, cut(name(each), 30)),
    ];
    return href ? s("a", { href }, ...content) : s("g", {}, ...content);
  });
  const arrow = s("marker", { id: "arrow", viewBox: "0 0 6 6", refX: 5, refY: 3, markerWidth: 6, markerHeight: 6, orient: "auto" }, s("path", { d: "M0,0 L6,3 L0,6 z", class: "tip" }));
  return svg(width, height, "Graph of things and their connections; the table below says the same.", [s("defs", {}, arrow), ...lines, ...dots]);
}

/** The nodes whose labels do not overlap, chosen in order of their number of neighbours. */
function withRoom(nodes: Thing[], box: (each: Thing) => { x: number; y: number; half: number }): Set<Thing> {
  const placed: { x: number; y: number; half: number }[] = [];
  const found = new Set<Thing>();
  for (const each of [...nodes].sort((a, b) => b.degree - a.degree)) {
    const wanted = box(each);
    if (placed.some((other) => Math.abs(other.y - wanted.y) < 16 && Math.abs(other.x - wanted.x) < other.half + wanted.half)) continue;
    placed.push(wanted);
    found.add(each);
  }
  return found;
}
