/**
 * A text field with suggestions: the editable combobox of the ARIA Authoring Practices
 * (https://www.w3.org/WAI/ARIA/apg/patterns/combobox/). The focus stays in the field; aria-activedescendant names the
 * option that the arrow keys select.
 */

export interface Option {
  /** The main text of the option. */
  label: string;
  /** The language of the label. */
  lang?: string | null;
  /** The kind of thing, in words. */
  kind?: string;
  /** A second line. */
  detail?: string | null;
  /** Whether the option matches a corrected spelling, not the typed text. */
  guessed?: boolean;
  choose: () => void;
}

export interface Settings {
  name: string;
  options: (text: string, signal: AbortSignal) => Promise<Option[]>;
  /** The status message for screen readers about the options. */
  say: (options: Option[]) => string;
  /** Whether the first option is active at once, so that Enter and Tab accept it; never for a corrected spelling. */
  automatic?: boolean;
}

const WAIT = 120;
let lists = 0;

export function combobox(field: HTMLInputElement, settings: Settings): void {
  const list = document.createElement("ul");
  list.id = `suggestions-${(lists += 1)}`;
  list.className = "suggestions";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", settings.name);
  list.hidden = true;
  const status = document.createElement("span");
  status.className = "hidden";
  status.setAttribute("role", "status");
  const around = document.createElement("span");
  around.className = "suggesting";
  field.replaceWith(around);
  around.append(field, list, status);
  // HTML does not allow another role on a search field, but on a text field.
  field.type = "text";
  field.inputMode = "search";
  field.enterKeyHint = "search";
  field.autocomplete = "off";
  field.spellcheck = false;
  field.setAttribute("role", "combobox");
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-expanded", "false");
  field.setAttribute("aria-controls", list.id);

  let options: Option[] = [];
  let active = -1;
  let shownFor = "";
  let timer = 0;
  let asking: AbortController | undefined;

  const isOpen = (): boolean => !list.hidden;

  function open(): void {
    if (!options.length) return;
    list.hidden = false;
    field.setAttribute("aria-expanded", "true");
  }

  function close(): void {
    list.hidden = true;
    field.setAttribute("aria-expanded", "false");
    activate(-1);
  }

  function stop(): void {
    window.clearTimeout(timer);
    asking?.abort();
  }

  function activate(index: number): void {
    list.children[active]?.setAttribute("aria-selected", "false");
    active = index;
    const item = list.children[active];
    if (!item) {
      field.removeAttribute("aria-activedescendant");
      return;
    }
    item.setAttribute("aria-selected", "true");
    field.setAttribute("aria-activedescendant", item.id);
    item.scrollIntoView({ block: "nearest" });
  }

  function choose(index: number): void {
    const option = options[index];
    stop();
    close();
    option?.choose();
  }

  function show(found: Option[], text: string): void {
    options = found;
    shownFor = text;
    list.replaceChildren(...found.map((option, index) => item(option, index)));
    active = -1;
    field.removeAttribute("aria-activedescendant");
    status.textContent = settings.say(found);
    if (!found.length) close();
    else {
      open();
      if (settings.automatic && !found[0]?.guessed) activate(0);
    }
  }

  function item(option: Option, index: number): HTMLLIElement {
    const made = document.createElement("li");
    made.id = `${list.id}-${index}`;
    made.setAttribute("role", "option");
    made.setAttribute("aria-selected", "false");
    const label = text("label", option.label);
    if (option.lang) {
      label.lang = option.lang;
      label.dir = "auto";
    }
    made.append(label);
    if (option.kind) made.append(" ", text("kind", option.kind));
    if (option.detail) made.append(" ", text("detail", option.detail));
    // Otherwise the field loses the focus, which closes the list.
    made.addEventListener("mousedown", (event) => event.preventDefault());
    made.addEventListener("click", () => choose(index));
    return made;
  }

  async function ask(): Promise<void> {
    const asked = field.value.trim();
    if (!asked) {
      options = [];
      shownFor = "";
      status.textContent = "";
      close();
      return;
    }
    if (asked === shownFor) {
      open();
      return;
    }
    asking = new AbortController();
    const { signal } = asking;
    try {
      const found = await settings.options(asked, signal);
      if (!signal.aborted) show(found, asked);
    } catch {
      // If the request fails, the form still works.
      if (!signal.aborted) close();
    }
  }

  field.addEventListener("input", () => {
    stop();
    timer = window.setTimeout(() => void ask(), WAIT);
  });

  field.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const last = options.length - 1;
    switch (event.key) {
      case "ArrowDown":
        if (!isOpen()) void ask().then(() => !event.altKey && active < 0 && isOpen() && activate(0));
        else if (!event.altKey) activate(active < last ? active + 1 : 0);
        break;
      case "ArrowUp":
        if (!isOpen()) return;
        if (event.altKey) close();
        else activate(active > 0 ? active - 1 : last);
        break;
      case "Enter":
        if (!isOpen() || active < 0) {
          stop();
          close();
          return;
        }
        choose(active);
        break;
      case "Escape":
        stop();
        if (isOpen()) close();
        else if (field.value) {
          field.value = "";
          field.dispatchEvent(new Event("input", { bubbles: true }));
        } else return;
        break;
      case "Tab":
        if (settings.automatic && isOpen() && active >= 0) choose(active);
        return;
      case "Home":
      case "End":
        activate(-1);
        return;
      default:
        return;
    }
    event.preventDefault();
  });

  field.addEventListener("blur", () => {
    stop();
    close();
  });
}

function text(name: string, content: string): HTMLSpanElement {
  const made = document.createElement("span");
  made.className = name;
  made.textContent = content;
  return made;
}
