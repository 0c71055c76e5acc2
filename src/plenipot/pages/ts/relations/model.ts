/** What the picture shows: things and the connections between them, as `/relations.json` tells them. */
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
  /** Kinds that are hidden. */
  hidden: Set<string>;
  /** The words of the only relation that is shown, or nothing. */
  words: string;
  /** Years; NaN for any. */
  from: number;
  to: number;
}

export const MOST = 500;

/** The things and connections so far, and which of them a choice shows. */
export class Model {
  readonly things = new Map<string, Thing>();
  readonly connections = new Map<string, Connection>();
  readonly opened = new Set<string>();
  /** Things that were left out because the picture is full. */
  leftOut = 0;

  constructor(readonly start: string) {}

  /** Adds an answer; things beyond the most are left out, and counted. */
  add(answer: Answer): void {
    for (const thing of answer.things) {
      if (this.things.has(thing.id)) continue;
      if (this.things.size < MOST) this.things.set(thing.id, thing);
      else this.leftOut += 1;
    }
    for (const each of answer.connections) {
      if (!this.things.has(each.from) || !this.things.has(each.to)) continue;
      const ends = [each.from, each.to].sort();
      // Seen from the other end the same connection has other words: one line is enough.
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

  /** The connections that a choice shows, and the things that they join; the start is always shown. */
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

/** Whether a connection was so in some year that was asked for; one without a known beginning only if none was. */
function within(each: Connection, choice: Choice): boolean {
  if (Number.isNaN(choice.from) && Number.isNaN(choice.to)) return true;
  if (!each.first) return false;
  const last = each.last ? Number(each.last.slice(0, 4)) : Infinity;
  return !(Number(each.first.slice(0, 4)) > choice.to) && !(last < choice.from);
}
