/** The schema of the data for completion; the service computes it once per release. */
export interface SchemaTerm {
  iri: string;
  used: number;
  label?: string;
  definition?: string;
  subClassOf?: string[];
  subPropertyOf?: string[];
  domain?: string[];
  range?: string[];
  inverseOf?: string[];
}

export interface Class extends SchemaTerm {
  properties: number[];
}

export interface Property extends SchemaTerm {
  kind: string;
}

interface Given {
  base: string;
  prefixes: Record<string, string>;
  graphs: string[];
  classes: Class[];
  properties: Property[];
}

export class Schema {
  readonly base: string;
  readonly prefixes: Map<string, string>;
  readonly graphs: Set<string>;
  readonly classes = new Map<string, Class>();
  readonly properties = new Map<string, Property>();

  constructor(private readonly given: Given) {
    this.base = given.base;
    this.prefixes = new Map(Object.entries(given.prefixes));
    this.graphs = new Set(given.graphs);
    for (const each of given.classes) this.classes.set(each.iri, each);
    for (const each of given.properties) this.properties.set(each.iri, each);
  }

  static async load(): Promise<Schema> {
    const response = await fetch("/workbench/schema.json");
    if (!response.ok) throw new Error(`the schema could not be read (${response.status})`);
    return new Schema((await response.json()) as Given);
  }

  /** The rank of each property by frequency with things of a class, from 0. */
  propertiesOf(iri: string): Map<string, number> {
    const found = this.classes.get(iri)?.properties ?? [];
    return new Map(found.map((place, index) => [this.given.properties[place]?.iri ?? "", index]));
  }

  /** Compacts an IRI with a known prefix, if the local name allows it. */
  compact(iri: string, declared: Map<string, string> = new Map()): { text: string; prefix: string; namespace: string } | null {
    for (const [prefix, namespace] of [...declared, ...this.prefixes]) {
      const local = iri.slice(namespace.length);
      if (iri.startsWith(namespace) && /^[A-Za-z_]([\w.-]*[\w-])?$/.test(local)) {
        if ((declared.get(prefix) ?? namespace) === namespace) return { text: `${prefix}:${local}`, prefix, namespace };
      }
    }
    return null;
  }

  /** The display form of an IRI. */
  short(iri: string): string {
    return this.compact(iri)?.text ?? (iri.startsWith(this.base) ? iri.slice(this.base.length) : iri);
  }

  /** The used term with the smallest edit distance to an unused one. */
  nearest(iri: string, role: "property" | "class"): SchemaTerm | null {
    const wanted = local(iri).toLowerCase();
    let best: SchemaTerm | null = null;
    let least = Math.max(2, Math.floor(wanted.length * 0.45)) + 1;
    for (const each of (role === "class" ? this.classes : this.properties).values()) {
      if (!each.used) continue;
      const name = local(each.iri).toLowerCase();
      const other = namespace(each.iri) === namespace(iri) ? 0 : 0.5;
      const distance = other + (name.startsWith(wanted) || wanted.startsWith(name) ? 1 : edits(wanted, name, least + 1));
      if (distance < least || (distance === least && best && each.used > best.used)) {
        best = each;
        least = distance;
      }
    }
    return best;
  }
}

export function local(iri: string): string {
  return iri.slice(iri.search(/[^/#]*$/));
}

export function namespace(iri: string): string {
  return iri.slice(0, iri.search(/[^/#]*$/));
}

/** Edit distance with transpositions (Damerau-Levenshtein), up to `most`. */
export function edits(a: string, b: string, most: number): number {
  if (Math.abs(a.length - b.length) > most) return most;
  let older: number[] = [];
  let before = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let cost = Math.min((before[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (before[j - 1] ?? 0) + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, (older[j - 2] ?? 0) + 1);
      row.push(cost);
    }
    [older, before] = [before, row];
  }
  return Math.min(before[b.length] ?? most, most);
}
