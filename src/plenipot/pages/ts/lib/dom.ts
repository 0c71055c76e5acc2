type Child = Node | string | null | undefined | false;
type Given = Record<string, string | number | boolean | null | undefined>;

/** Creates an HTML element with attributes and children. */
export function h<K extends keyof HTMLElementTagNameMap>(tag: K, given: Given = {}, ...children: Child[]): HTMLElementTagNameMap[K] {
  return filled(document.createElement(tag), given, children);
}

/** Creates an SVG element with attributes and children. */
export function s<K extends keyof SVGElementTagNameMap>(tag: K, given: Given = {}, ...children: Child[]): SVGElementTagNameMap[K] {
  return filled(document.createElementNS("http://www.w3.org/2000/svg", tag), given, children);
}

function filled<E extends Element>(made: E, given: Given, children: Child[]): E {
  for (const [name, value] of Object.entries(given)) {
    if (value !== null && value !== undefined && value !== false) made.setAttribute(name, value === true ? "" : String(value));
  }
  made.append(...children.filter((each): each is Node | string => Boolean(each)));
  return made;
}

/** Creates a button with a click handler. */
export function button(text: string, does: () => void, given: Given = {}): HTMLButtonElement {
  const made = h("button", { type: "button", ...given }, text);
  made.addEventListener("click", does);
  return made;
}
