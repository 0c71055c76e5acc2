import {
  forceCollide,
  forceLink,
  forceManyBody,
  forceSimulation,
  forceX,
  forceY,
  type Simulation,
  type SimulationLinkDatum,
  type SimulationNodeDatum,
} from "d3-force";

export interface Place extends SimulationNodeDatum {
  id: string;
}

export type Line = SimulationLinkDatum<Place>;

/** About 110 steps until the simulation stops. */
const DECAY = 0.06;

/** Force-directed layout; the caller steps it, so that it does not run in a hidden tab. */
export class Layout {
  private readonly simulation: Simulation<Place, Line>;
  private readonly links = forceLink<Place, Line>([]).id((each) => each.id);
  places: Place[] = [];

  constructor() {
    this.simulation = forceSimulation<Place, Line>([])
      .force("links", this.links.distance(100).strength(0.25))
      .force("apart", forceManyBody<Place>().strength(-150).theta(1.1).distanceMax(450))
      .force("room", forceCollide<Place>(14))
      .force("x", forceX<Place>(0).strength(0.04))
      .force("y", forceY<Place>(0).strength(0.06))
      .alphaDecay(DECAY)
      .stop();
  }

  /** Sets nodes and links; known nodes keep their positions, new ones start beside a neighbour. */
  set(ids: string[], lines: { source: string; target: string }[]): void {
    const known = new Map(this.places.map((each) => [each.id, each]));
    const beside = new Map<string, Place>();
    for (const { source, target } of lines) {
      const [one, other] = [known.get(source), known.get(target)];
      if (one && !other) beside.set(target, one);
      if (other && !one) beside.set(source, other);
    }
    this.places = ids.map((id, index) => {
      const angle = index * 2.399963;
      const near = beside.get(id);
      const radius = near ? 30 : 12 * Math.sqrt(index);
      const at = { x: (near?.x ?? 0) + radius * Math.cos(angle), y: (near?.y ?? 0) + radius * Math.sin(angle) };
      return known.get(id) ?? { id, ...at };
    });
    this.simulation.nodes(this.places);
    this.links.links(lines.map((each) => ({ ...each })));
    this.simulation.alpha(known.size ? 0.6 : 1);
  }

  get lines(): { source: Place; target: Place }[] {
    return this.links.links() as { source: Place; target: Place }[];
  }

  get settled(): boolean {
    return this.simulation.alpha() < this.simulation.alphaMin();
  }

  step(): void {
    this.simulation.tick();
  }

  /** Runs the simulation to its end at once. */
  settle(): void {
    while (!this.settled) this.step();
  }

  /** Restarts the simulation after a drag. */
  stir(): void {
    this.simulation.alpha(Math.max(this.simulation.alpha(), 0.2));
  }

  find(x: number, y: number, radius: number): Place | undefined {
    return this.simulation.find(x, y, radius);
  }
}
