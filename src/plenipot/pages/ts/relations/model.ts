/** The model of the picture: things and connections from `/relations.json`. */
export interface Thing {
  id: string;
  name: string;
  lang: string | null;
  kind: string;
}

export interface Connection {
  from: string;
  to: string;
  words: string;
  key: string;
  node: string | null;
  nodeName: string | null;
  first: string;
  last: string;
  when: string;
  why: string;
}

export interface Answer {
  thing: string;
  total: number;
  things: Thing[];
  connections: Connection[];
}

export interface Choice {
  /** Hidden kinds of things. */
  hidden: Set<string>;
  /** The phrase of the only visible relation; empty for all. */
  words: string;
  /** Years; NaN for any. */
  from: number;
  to: number;
}

export const MOST = 500;

/** The things and connections loaded so far, and the filter for them. */
export class Model {
  readonly things = new Map<string, Thing>();
  readonly connections = new Map<string, Connection>();
  readonly opened = new Set<string>();
  /** Number of things beyond the limit of the picture. */
  leftOut = 0;

  constructor(readonly start: string) {}

  /** Adds a response; counts the things beyond the limit. */
  add(answer: Answer): void {
    for (const thing of answer.things) {
      if (this.things.has(thing.id)) continue;
      if (this.things.size < MOST) this.things.set(thing.id, thing);
      else this.leftOut += 1;
    }
    for (const each of answer.connections) {
      if (!this.things.has(each.from) || !this.things.has(each.to)) continue;
      const ends = [each.from, each.to].sort();
      // From the other end, the same connection has another phrase: draw one line only.
      const name = each.node ? `${ends} ${each.node}` : `${ends} ${each.key.split(":")[1]}`;
      if (!this.connections.has(name)) this.connections.set(name, each);
    }
    this.opened.add(answer.thing);
  }

  kinds(): Map<string, number> {
    const found = new Map<string, number>();
    for (const each of this.things.values()) found.set(each.kind, (found.get(each.kind) ?? 0) + 1);
    return new Map([...found].sort(([a], [b]) => a.localeCompare(b)));
  }

  relations(): string[] {
    return [...new Set([...this.connections.values()].map((each) => each.words))].sort();
  }

  /** Returns the connections that match a filter, and their things; the start is always visible. */
  shown(choice: Choice): { things: Thing[]; connections: Connection[] } {
    const visible = (id: string) => id === this.start || !choice.hidden.has(this.things.get(id)?.kind ?? "");
    const connections = [...this.connections.values()].filter(
      (each) =>
        visible(each.from) && visible(each.to) && (!choice.words || each.words === choice.words) && within(each, choice),
    );
    const ids = new Set([this.start, ...connections.flatMap((each) => [each.from, each.to])]);
    return { things: [...this.things.values()].filter((each) => ids.has(each.id)), connections };
  }
}

/** Whether a connection overlaps the chosen years; one without a known start only matches if none are chosen. */
function within(each: Connection, choice: Choice): boolean {
  if (Number.isNaN(choice.from) && Number.isNaN(choice.to)) return true;
  if (!each.first) return false;
  const last = each.last ? Number(each.last.slice(0, 4)) : Infinity;
  return !(Number(each.first.slice(0, 4)) > choice.to) && !(last < choice.from);
}
