import { type Cell, type Term, simple } from "./answer";

interface Name {
  text: string;
  lang: string | undefined;
}

/** A cache of the labels of things. */
export class Names {
  private readonly kept = new Map<string, Name | null>();

  constructor(
    readonly base: string,
    private readonly lang: string,
    private readonly prefixes: () => Map<string, string>,
  ) {}

  /** The cached label of a thing. */
  of(iri: string): Name | null {
    return this.kept.get(iri) ?? null;
  }

  /** Requests the labels of things that are not cached; true if there is a new one. */
  async learn(cells: Iterable<Cell>): Promise<boolean> {
    const wanted = new Set<string>();
    for (const cell of cells) {
      for (const { kind, value } of simple(cell)) {
        if (kind === "iri" && value.startsWith(this.base) && !this.kept.has(value) && !/[<>"{}|^`\\\s]/.test(value)) wanted.add(value);
      }
    }
    if (!wanted.size) return false;
    const asked = [...wanted].slice(0, 1000);
    for (const iri of asked) this.kept.set(iri, null);
    const query = `PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?thing ?name { VALUES ?thing { ${asked.map((iri) => `<${iri}>`).join(" ")} } ?thing rdfs:label|skos:prefLabel ?name }`;
    try {
      const response = await fetch("/sparql", { method: "POST", headers: { Accept: "application/sparql-results+json" }, body: new URLSearchParams({ query }) });
      if (!response.ok) return false;
      const { results } = (await response.json()) as { results: { bindings: Record<string, { value: string; "xml:lang"?: string }>[] } };
      for (const { thing, name } of results.bindings) {
        if (!thing || !name) continue;
        const before = this.kept.get(thing.value);
        const rank = (lang: string | undefined): number => (lang === this.lang ? 3 : lang === "en" ? 2 : lang ? 0 : 1);
        if (!before || rank(name["xml:lang"]) > rank(before.lang)) this.kept.set(thing.value, { text: name.value, lang: name["xml:lang"] });
      }
      return results.bindings.length > 0;
    } catch {
      return false;
    }
  }

  /** Compacts an IRI with a prefix, or relative to the base of the graph. */
  short(iri: string): string {
    for (const [prefix, namespace] of this.prefixes()) {
      if (iri.startsWith(namespace) && iri !== namespace) return `${prefix}:${iri.slice(namespace.length)}`;
    }
    return iri.startsWith(this.base) ? iri.slice(this.base.length) || iri : iri;
  }

  /** The display text of a term: its label, if it is cached or in a label column. */
  text(term: Cell, label?: Cell): string {
    if (!term) return label?.value ?? "";
    if (label) return label.value;
    if (term.kind === "blank") return `_:${term.value}`;
    if (term.triple) return `«${term.triple.map((each) => this.text(each)).join(" ")}»`;
    return term.kind === "iri" ? (this.of(term.value)?.text ?? this.short(term.value)) : term.value;
  }

  /** The link target of a thing; its page for things of the graph. */
  href(term: Term): string | null {
    if (term.kind !== "iri") return null;
    if (term.value.startsWith(this.base) && term.value[this.base.length] !== "/") {
      const path = term.value.slice(this.base.length).split("/").map(encodeURIComponent).join("/").replace(/%40/g, "@").replace(/%3A/gi, ":");
      return `/${path}${this.lang === "en" ? "" : `?lang=${this.lang}`}`;
    }
    return /^https?:\/\//.test(term.value) ? term.value : null;
  }
}
