import type { Layout, Place } from "./layout";
import type { Thing } from "./model";
import { around, spot } from "./names";

/** Pan and zoom of the canvas. */
export interface Frame {
  x: number;
  y: number;
  scale: number;
}

const SHAPES = ["circle", "square", "diamond", "triangle", "cross", "ring"] as const;
type Shape = (typeof SHAPES)[number];

const OF_KIND: Record<string, Shape> = {
  State: "circle",
  person: "triangle",
  body: "square",
  "study group": "square",
  office: "square",
  "regional organization": "square",
  conference: "diamond",
  meeting: "diamond",
  election: "diamond",
  topic: "cross",
};

export function shapeOf(kind: string): Shape {
  return OF_KIND[kind] ?? "ring";
}

/** Draws the nodes as shapes by kind, and labels where they fit. */
export class Drawing {
  private readonly context: CanvasRenderingContext2D;
  private colours = { ink: "", soft: "", line: "", link: "", paper: "" };

  constructor(readonly canvas: HTMLCanvasElement) {
    const context = canvas.getContext("2d");
    if (!context) throw new Error("no canvas");
    this.context = context;
    this.recolour();
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.recolour());
  }

  private recolour(): void {
    const style = getComputedStyle(document.documentElement);
    for (const name of ["ink", "soft", "line", "link", "paper"] as const) {
      this.colours[name] = style.getPropertyValue(`--${name}`).trim();
    }
  }

  /** Resizes the canvas to its layout size. */
  resize(): void {
    const density = Math.min(devicePixelRatio, 2);
    this.canvas.width = Math.round(this.canvas.clientWidth * density);
    this.canvas.height = Math.round(this.canvas.clientHeight * density);
  }

  /** Draws the labels of both ends and of the current node always, of other labelled nodes where they fit. */
  draw(layout: Layout, things: Map<string, Thing>, frame: Frame, current: string, ends: string[], named: string[]): void {
    const { context, canvas, colours } = this;
    const density = canvas.width / Math.max(1, canvas.clientWidth);
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, canvas.width, canvas.height);
    const scale = frame.scale * density;
    context.setTransform(scale, 0, 0, scale, canvas.width / 2 + frame.x * density, canvas.height / 2 + frame.y * density);
    context.lineWidth = 1 / frame.scale;
    context.strokeStyle = colours.line;
    context.beginPath();
    for (const { source, target } of layout.lines) {
      context.moveTo(source.x ?? 0, source.y ?? 0);
      context.lineTo(target.x ?? 0, target.y ?? 0);
    }
    context.stroke();
    context.strokeStyle = colours.link;
    context.beginPath();
    for (const { source, target } of layout.lines) {
      if (source.id !== current && target.id !== current) continue;
      context.moveTo(source.x ?? 0, source.y ?? 0);
      context.lineTo(target.x ?? 0, target.y ?? 0);
    }
    context.stroke();
    for (const place of layout.places) this.mark(place, things.get(place.id), ends.includes(place.id), place.id === current);
    context.font = `${12 / frame.scale}px system-ui, sans-serif`;
    context.textAlign = "center";
    context.lineWidth = 3 / frame.scale;
    context.strokeStyle = colours.paper;
    context.fillStyle = colours.ink;
    context.textBaseline = "middle";
    const places = new Map(layout.places.map((each) => [each.id, each]));
    const taken = layout.places.map((each) => around(each.x ?? 0, each.y ?? 0, 6, 6));
    const [across, down] = [canvas.clientWidth / 2 / frame.scale, canvas.clientHeight / 2 / frame.scale];
    const sight = around(-frame.x / frame.scale, -frame.y / frame.scale, across, down);
    for (const id of new Set([current, ...ends, ...named])) {
      const [thing, place] = [things.get(id), places.get(id)];
      if (!thing || !place) continue;
      const name = thing.name.length > 34 && id !== current ? `${thing.name.slice(0, 32)}…` : thing.name;
      const size: [number, number] = [context.measureText(name).width / 2, 7 / frame.scale];
      const end = ends.includes(id);
      const at = spot([place.x ?? 0, place.y ?? 0], size, end ? 16 : 9, taken, sight, end || id === current);
      if (!at) continue;
      taken.push(around(...at, ...size));
      context.strokeText(name, ...at);
      context.fillText(name, ...at);
    }
  }

  private mark(place: Place, thing: Thing | undefined, start: boolean, current: boolean): void {
    const { context, colours } = this;
    const [x, y] = [place.x ?? 0, place.y ?? 0];
    const size = start ? 8 : 5;
    const shape = shapeOf(thing?.kind ?? "");
    context.fillStyle = shape === "ring" ? colours.paper : current ? colours.link : colours.ink;
    context.strokeStyle = current ? colours.link : colours.ink;
    context.lineWidth = current ? 3 : 1.5;
    context.beginPath();
    if (shape === "square") context.rect(x - size, y - size, 2 * size, 2 * size);
    else if (shape === "diamond") polygon(context, x, y, size * 1.4, 4);
    else if (shape === "triangle") polygon(context, x, y, size * 1.5, 3);
    else if (shape === "cross") {
      context.rect(x - size, y - size / 2, 2 * size, size);
      context.rect(x - size / 2, y - size, size, 2 * size);
    } else context.arc(x, y, size, 0, 2 * Math.PI);
    context.fill();
    if (shape === "ring" || current) context.stroke();
    if (!start) return;
    context.beginPath();
    context.arc(x, y, size + 6, 0, 2 * Math.PI);
    context.stroke();
  }
}

function polygon(context: CanvasRenderingContext2D, x: number, y: number, radius: number, corners: number): void {
  for (let corner = 0; corner < corners; corner += 1) {
    const angle = (corner / corners) * 2 * Math.PI - Math.PI / 2;
    context.lineTo(x + radius * Math.cos(angle), y + radius * Math.sin(angle));
  }
  context.closePath();
}
