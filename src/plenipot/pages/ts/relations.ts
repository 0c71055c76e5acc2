// The graph of the connections of a thing; the tables of the page have the same content.
import { shapeOf } from "./relations/drawing";
import { type Answer, type Choice, type Connection, Model, MOST } from "./relations/model";
import { Picture } from "./relations/picture";

const SIGNS = { circle: "●", square: "■", diamond: "◆", triangle: "▲", cross: "✚", ring: "○" };
const section = document.querySelector<HTMLElement>("[data-relations]");
if (section) void begin(section);

function make<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  properties: Partial<HTMLElementTagNameMap[Name]> = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

/** Adds the query parameters of this page (language, day) to an address. */
function here(path: string, values: Record<string, string>): string {
  const kept = new URLSearchParams(location.search);
  const asked = new URLSearchParams(values);
  for (const name of ["lang", "as_of"]) {
    const value = kept.get(name);
    if (value) asked.set(name, value);
  }
  const query = asked.toString();
  return query ? `${path}?${query}` : path;
}

async function fetched(address: string): Promise<Answer> {
  const response = await fetch(address, { headers: { Accept: "application/json" } });
  if (!response.ok) throw new Error(String(response.status));
  return (await response.json()) as Answer;
}

async function begin(section: HTMLElement): Promise<void> {
  let first: Answer;
  try {
    first = await fetched(section.dataset.relations ?? "");
  } catch {
    return; // the page still has its tables
  }
  const model = new Model(first.thing);
  model.add(first);
  const other = (new URLSearchParams(location.search).get("other") ?? "").replace(/^\//, "");
  const choice: Choice = { hidden: new Set(), words: "", from: NaN, to: NaN };

  const canvas = make("canvas");
  const box = make("div", { className: "board", tabIndex: 0 }, canvas);
  box.setAttribute("role", "application");
  box.setAttribute("aria-label", "Picture of the connections: arrow keys go from thing to thing, Enter opens one, Home goes back to the start");
  const said = make("p", { className: "said" });
  said.setAttribute("role", "status");
  const count = make("p", { className: "tools" });
  const tools = make("div", { className: "row board-tools" });
  const filters = make("fieldset", { className: "row" }, make("legend", {}, "Show"));
  const table = make("details", { className: "in-picture" });

  const picture = new Picture(box, canvas, model, [model.start, other].filter(Boolean), {
    select: (id) => tell(id),
    open: (id) => void open(id),
  });

  function tell(id: string): void {
    const thing = model.things.get(id);
    if (!thing) return;
    const joined = model.shown(choice).connections.filter((each) => each.from === id || each.to === id);
    const sentences = new Set(
      joined.map((each) => `${model.things.get(each.from)?.name} ${each.words} ${model.things.get(each.to)?.name}`),
    );
    const words = [...sentences].slice(0, 3);
    const name = make("strong", {}, thing.name);
    if (thing.lang) name.lang = thing.lang;
    said.replaceChildren(name, `, ${thing.kind}. ${words.join("; ")}${sentences.size > 3 ? `; and ${sentences.size - 3} more` : ""}. `);
    said.append(make("a", { href: here(`/${thing.id}`, {}) }, "Open its page"), " · ");
    if (!model.opened.has(id)) {
      const more = make("button", { type: "button", className: "quiet" }, "Show what it is connected with");
      more.addEventListener("click", () => void open(id));
      said.append(more, " · ");
    }
    said.append(make("a", { href: here("/relations", { thing: thing.id }) }, "Start from it"));
    for (const row of table.querySelectorAll<HTMLElement>("tbody tr")) {
      row.classList.toggle("current", row.dataset.from === id || row.dataset.to === id);
    }
  }

  async function open(id: string): Promise<void> {
    if (model.opened.has(id)) return tell(id);
    try {
      model.add(await fetched(here("/relations.json", { thing: id })));
    } catch {
      said.textContent = "What it is connected with could not be read; try again.";
      return;
    }
    buildFilters();
    update();
    picture.select(id);
    box.focus();
  }

  function update(): void {
    const { things, connections } = model.shown(choice);
    picture.show(things, connections);
    count.textContent =
      `${things.length} things and ${connections.length} connections in the picture` +
      (model.leftOut ? `; ${model.leftOut} things left out, since it takes at most ${MOST}` : "") +
      ". The picture and the table below it follow the choices.";
    fillTable(connections);
  }

  function fillTable(connections: Connection[]): void {
    const name = (id: string) => {
      const thing = model.things.get(id);
      const button = make("button", { type: "button", className: "quiet" }, thing?.name ?? id);
      button.addEventListener("click", () => picture.select(id));
      return button;
    };
    const rows = connections.map((each) => {
      const why = make("a", { className: "why", href: each.why, title: "Why this is believed" }, "?");
      why.setAttribute("aria-label", "Why this is believed");
      const row = make(
        "tr",
        {},
        make("td", {}, name(each.from)),
        make("td", {}, each.words),
        make("td", {}, name(each.to)),
        make("td", { className: "when" }, each.when),
        make("td", {}, each.nodeName ?? ""),
        make("td", {}, why),
      );
      Object.assign(row.dataset, { from: each.from, to: each.to });
      return row;
    });
    const titles = ["Thing", "Relation", "Thing", "When", "Through"].map((title) => make("th", { scope: "col" }, title));
    const last = make("th", { scope: "col" }, make("span", { className: "hidden" }, "Why this is believed"));
    const body = make("table", {}, make("thead", {}, make("tr", {}, ...titles, last)), make("tbody", {}, ...rows));
    const scroll = make("div", { className: "scroll", tabIndex: 0 }, body);
    scroll.setAttribute("role", "region");
    scroll.setAttribute("aria-label", "Connections in the picture");
    table.replaceChildren(make("summary", {}, `The ${connections.length} connections in the picture, as a table`), scroll);
  }

  function buildFilters(): void {
    const boxes = [...model.kinds()].map(([kind, number]) => {
      const input = make("input", { type: "checkbox", checked: !choice.hidden.has(kind) });
      input.addEventListener("change", () => {
        if (input.checked) choice.hidden.delete(kind);
        else choice.hidden.add(kind);
        update();
      });
      const sign = make("span", {}, SIGNS[shapeOf(kind)]);
      sign.setAttribute("aria-hidden", "true");
      return make("label", { className: "choice" }, input, " ", sign, ` ${kind} (${number})`);
    });
    const relation = make("select", {}, make("option", { value: "" }, "every relation"));
    relation.append(...model.relations().map((each) => make("option", { value: each, selected: each === choice.words }, each)));
    relation.addEventListener("change", () => {
      choice.words = relation.value;
      update();
    });
    const years = (["from", "to"] as const).map((end) => {
      const value = Number.isNaN(choice[end]) ? "" : String(choice[end]);
      const input = make("input", { type: "number", min: "1865", max: "2100", value, className: "year" });
      input.addEventListener("change", () => {
        choice[end] = input.value ? Number(input.value) : NaN;
        update();
      });
      return make("label", { className: "choice" }, end === "from" ? "from year " : "to year ", input);
    });
    filters.replaceChildren(
      make("legend", {}, "Show in the picture"),
      ...boxes,
      make("label", { className: "choice" }, "relation ", relation),
      ...years,
    );
  }

  for (const [text, act] of [
    ["Larger", () => picture.zoom(1.25)],
    ["Smaller", () => picture.zoom(0.8)],
    ["All in sight", () => picture.refit()],
  ] as const) {
    const button = make("button", { type: "button" }, text);
    button.addEventListener("click", act);
    tools.append(button);
  }
  section.append(filters, box, tools, said, count, table);
  section.hidden = false;
  buildFilters();
  update();
  tell(model.start);
}
