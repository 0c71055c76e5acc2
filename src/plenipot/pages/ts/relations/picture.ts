import { Drawing, type Frame } from "./drawing";
import { Layout, type Place } from "./layout";
import type { Model, Thing } from "./model";

const STILL = matchMedia("(prefers-reduced-motion: reduce)");
const ARROWS: Record<string, [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};
/** Limit of labelled nodes: those with most neighbours get a label where it fits. */
const NAMED = 45;

/** Time budget of the layout per frame in ms; layout and drawing together must stay below 16 ms. */
const WORK = 6;

/** The picture; it is animated only while the layout runs. */
export class Picture {
  readonly layout = new Layout();
  private readonly drawing: Drawing;
  private frame: Frame = { x: 0, y: 0, scale: 1 };
  private things = new Map<string, Thing>();
  private named: string[] = [];
  private running = false;
  private touched = false;
  /** Milliseconds of work per frame of the last animation. */
  frames: number[] = [];
  current: string;

  constructor(
    readonly box: HTMLElement,
    canvas: HTMLCanvasElement,
    readonly model: Model,
    /** The thing of the page, and the other end of the paths. */
    readonly ends: string[],
    readonly on: { select: (id: string) => void; open: (id: string) => void },
  ) {
    this.drawing = new Drawing(canvas);
    this.current = model.start;
    this.listen(canvas);
    new ResizeObserver(() => {
      this.drawing.resize();
      this.fit();
      this.draw();
    }).observe(canvas);
  }

  /** Shows things and connections; starts the layout for new ones. */
  show(things: Thing[], connections: { from: string; to: string }[]): void {
    this.things = new Map(things.map((each) => [each.id, each]));
    if (!this.things.has(this.current)) this.current = this.model.start;
    const degree = new Map<string, number>();
    for (const { from, to } of connections) {
      for (const id of [from, to]) degree.set(id, (degree.get(id) ?? 0) + 1);
    }
    const ordered = [...this.things.keys()].sort((a, b) => (degree.get(b) ?? 0) - (degree.get(a) ?? 0));
    this.named = ordered.slice(0, NAMED);
    const ids = [this.model.start, ...[...this.things.keys()].filter((each) => each !== this.model.start)];
    this.layout.set(
      ids.filter((each) => this.things.has(each)),
      connections.map((each) => ({ source: each.from, target: each.to })),
    );
    this.touched = false;
    this.run();
  }

  private run(): void {
    if (STILL.matches) {
      this.layout.settle();
      this.fit();
      this.draw();
      this.finish(performance.now());
      return;
    }
    if (this.running) return;
    this.running = true;
    this.frames = [];
    const begun = performance.now();
    const frame = () => {
      const before = performance.now();
      do this.layout.step();
      while (!this.layout.settled && performance.now() - before < WORK);
      if (!this.touched) this.fit();
      this.draw();
      this.frames.push(performance.now() - before);
      if (this.layout.settled) {
        this.running = false;
        this.finish(begun);
      } else requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  }

  /** Timing data for the benchmark. */
  private finish(begun: number): void {
    const sorted = [...this.frames].sort((a, b) => a - b);
    const at = (share: number) => (sorted[Math.floor(share * (sorted.length - 1))] ?? 0).toFixed(1);
    Object.assign(this.box.dataset, {
      settled: (performance.now() - begun).toFixed(0),
      frames: String(sorted.length),
      median: at(0.5),
      slowest: at(1),
      things: String(this.things.size),
    });
  }

  select(id: string): void {
    if (!this.things.has(id)) return;
    this.current = id;
    this.draw();
    this.on.select(id);
  }

  zoom(by: number): void {
    this.touched = true;
    this.frame = { x: this.frame.x * by, y: this.frame.y * by, scale: this.frame.scale * by };
    this.draw();
  }

  /** Zooms to fit all nodes. */
  fit(): void {
    const { clientWidth, clientHeight } = this.drawing.canvas;
    const [xs, ys] = [this.layout.places.map((each) => each.x ?? 0), this.layout.places.map((each) => each.y ?? 0)];
    if (!xs.length) return;
    const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
    // The margin leaves space for labels of outer nodes.
    const beside = Math.min(340, clientWidth * 0.4);
    const scale = Math.min(1.6, (clientWidth - beside) / (right - left + 1), (clientHeight - 60) / (bottom - top + 1));
    this.frame = { scale, x: (-scale * (left + right)) / 2, y: (-scale * (top + bottom)) / 2 };
  }

  refit(): void {
    this.touched = false;
    this.fit();
    this.draw();
  }

  private draw(): void {
    this.drawing.draw(this.layout, this.things, this.frame, this.current, this.ends, this.named);
  }

  private at(event: PointerEvent): [number, number] {
    const { clientWidth, clientHeight } = this.drawing.canvas;
    const { x, y, scale } = this.frame;
    return [(event.offsetX - clientWidth / 2 - x) / scale, (event.offsetY - clientHeight / 2 - y) / scale];
  }

  private listen(canvas: HTMLCanvasElement): void {
    let held: Place | undefined;
    let from: [number, number] | undefined;
    let moved = false;
    canvas.addEventListener("pointerdown", (event) => {
      canvas.setPointerCapture(event.pointerId);
      held = this.layout.find(...this.at(event), 14 / this.frame.scale);
      from = [event.offsetX, event.offsetY];
      moved = false;
    });
    canvas.addEventListener("pointermove", (event) => {
      if (!from) return;
      const [across, down] = [event.offsetX - from[0], event.offsetY - from[1]];
      if (!moved && Math.hypot(across, down) < 4) return;
      moved = true;
      this.touched = true;
      if (held) {
        [held.fx, held.fy] = this.at(event);
        this.layout.stir();
        if (STILL.matches) {
          [held.x, held.y] = this.at(event);
          this.draw();
        } else this.run();
      } else {
        this.frame = { ...this.frame, x: this.frame.x + across, y: this.frame.y + down };
        from = [event.offsetX, event.offsetY];
        this.draw();
      }
    });
    const letGo = () => {
      if (held) [held.fx, held.fy] = [null, null];
      held = from = undefined;
    };
    canvas.addEventListener("pointercancel", letGo);
    canvas.addEventListener("pointerup", () => {
      const id = moved ? undefined : held?.id;
      letGo();
      if (id === undefined) return;
      const again = id === this.current;
      this.select(id);
      if (again) this.on.open(id);
    });
    this.box.addEventListener("keydown", (event) => this.key(event));
  }

  private key(event: KeyboardEvent): void {
    if (event.target !== this.box || event.ctrlKey || event.altKey || event.metaKey) return;
    const way = ARROWS[event.key];
    if (way) this.walk(way);
    else if (event.key === "Enter") this.on.open(this.current);
    else if (event.key === "Home") this.select(this.model.start);
    else if (event.key === "+" || event.key === "=") this.zoom(1.25);
    else if (event.key === "-") this.zoom(0.8);
    else return;
    event.preventDefault();
  }

  /** Selects the next node in a direction: prefers near nodes with a small angle to it. */
  private walk([right, down]: [number, number]): void {
    const here = this.layout.places.find((each) => each.id === this.current);
    let best: Place | undefined;
    let least = Infinity;
    for (const each of this.layout.places) {
      const [x, y] = [(each.x ?? 0) - (here?.x ?? 0), (each.y ?? 0) - (here?.y ?? 0)];
      const ahead = x * right + y * down;
      const aside = Math.abs(x * down) + Math.abs(y * right);
      if (ahead <= 0.5 || each === here) continue;
      if (ahead + 2.5 * aside < least) [best, least] = [each, ahead + 2.5 * aside];
    }
    if (best) this.select(best.id);
  }
}
