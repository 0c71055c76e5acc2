import { type Cell, type Term, simple } from "./answer";

interface Name {
  text: string;
  lang: string | undefined;
}

/** The names of things, asked for once and kept. */
export class Names {
  private readonly kept = new Map<string, Name | null>();

  constructor(
    readonly base: string,
    private readonly lang: string,
    private readonly prefixes: () => Map<string, string>,
  ) {}

  /** What is known of a thing now. */
  of(iri: string): Name | null {
    return this.kept.get(iri) ?? null;
  }

  /** Asks for the names of things that are not known yet; true if there is any new one. */
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

  /** A thing with a prefix, or one of ours without its base. */
  short(iri: string): string {
    for (const [prefix, namespace] of this.prefixes()) {
      if (iri.startsWith(namespace) && iri !== namespace) return `${prefix}:${iri.slice(namespace.length)}`;
    }
    return iri.startsWith(this.base) ? iri.slice(this.base.length) || iri : iri;
  }

  /** The text that stands for a term: its name, where one is known or given beside it. */
  text(term: Cell, label?: Cell): string {
    if (!term) return label?.value ?? "";
    if (label) return label.value;
    if (term.kind === "blank") return `_:${term.value}`;
    if (term.triple) return `«${term.triple.map((each) => this.text(each)).join(" ")}»`;
    return term.kind === "iri" ? (this.of(term.value)?.text ?? this.short(term.value)) : term.value;
  }

  /** Where a thing is looked at: one of ours on its page. */
  href(term: Term): string | null {
    if (term.kind !== "iri") return null;
    if (term.value.startsWith(this.base) && term.value[this.base.length] !== "/") {
      const path = term.value.slice(this.base.length).split("/").map(encodeURIComponent).join("/").replace(/%40/g, "@").replace(/%3A/gi, ":");
      return `/${path}${this.lang === "en" ? "" : `?lang=${this.lang}`}`;
    }
    return /^https?:\/\//.test(term.value) ? term.value : null;
  }
}
