import { acceptCompletion, autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { HighlightStyle, StreamLanguage, bracketMatching, indentOnInput, syntaxHighlighting } from "@codemirror/language";
import { sparql } from "@codemirror/legacy-modes/mode/sparql";
import { lintKeymap } from "@codemirror/lint";
import { EditorState } from "@codemirror/state";
import { EditorView, highlightActiveLineGutter, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { h } from "../lib/dom";
import { sources } from "./complete";
import { type Mark, marks } from "./lint";
import type { Schema } from "./schema";

const MONO = "ui-monospace, SFMono-Regular, Menlo, Consolas, monospace";
const BOX = { backgroundColor: "var(--paper)", color: "var(--ink)", border: "1px solid var(--edge)", borderRadius: "4px" };

// Colours are custom properties of the page (light and dark), which the shadow tree inherits.
const theme = EditorView.theme({
  "&": { ...BOX, backgroundColor: "var(--panel)", fontSize: ".875rem" },
  "&.cm-focused": { outline: "3px solid var(--link)", outlineOffset: "2px" },
  ".cm-scroller": { fontFamily: MONO, lineHeight: "1.5", maxHeight: "60vh", minHeight: "11rem" },
  ".cm-content": { caretColor: "var(--ink)", padding: ".5rem 0" },
  ".cm-gutters": { backgroundColor: "transparent", color: "var(--soft)", border: "0" },
  ".cm-activeLineGutter": { backgroundColor: "transparent", color: "var(--ink)" },
  "&.cm-focused .cm-matchingBracket, .cm-matchingBracket": { backgroundColor: "var(--mark)" },
  ".cm-tooltip": { ...BOX, fontFamily: "system-ui, sans-serif", maxWidth: "min(34rem, 92vw)" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { fontFamily: "inherit", maxHeight: "16rem", maxWidth: "92vw", minWidth: "min(16rem, 92vw)" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": { padding: ".25rem .5rem", lineHeight: "1.35" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > completion-section": { padding: ".3rem .5rem", borderBottom: "1px solid var(--line)", color: "var(--soft)", opacity: "1", fontSize: ".75rem" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": { backgroundColor: "var(--link)", color: "var(--paper)" },
  ".cm-completionLabel": { fontFamily: MONO, overflowWrap: "anywhere" },
  ".cm-completionDetail": { fontStyle: "normal", color: "var(--soft)", marginInlineStart: ".75em" },
  "li[aria-selected] .cm-completionDetail": { color: "inherit" },
  ".cm-completionMatchedText": { textDecoration: "none", fontWeight: "700" },
  ".cm-tooltip.cm-completionInfo": { padding: ".5rem .75rem", maxWidth: "24rem", fontSize: ".8rem" },
  ".cm-completionInfo p": { margin: "0 0 .35rem" },
  ".cm-diagnostic": { borderInlineStartColor: "var(--alarm)" },
  ".cm-diagnosticAction": { backgroundColor: "var(--link)", color: "var(--paper)" },
  ".cm-lintRange-warning": { backgroundImage: "none", borderBottom: "2px dashed var(--alarm)" },
  ".cm-lintRange-error": { backgroundImage: "none", borderBottom: "2px solid var(--alarm)", backgroundColor: "var(--mark)" },
  ".cm-panels": { backgroundColor: "var(--paper)", color: "var(--ink)" },
});

const colours = HighlightStyle.define([
  { tag: tags.keyword, color: "var(--code-word)", fontWeight: "600" },
  { tag: tags.standard(tags.variableName), color: "var(--code-word)" },
  { tag: tags.local(tags.variableName), color: "var(--code-variable)" },
  { tag: tags.atom, color: "var(--code-name)" },
  { tag: tags.string, color: "var(--code-text)" },
  { tag: tags.comment, color: "var(--soft)", fontStyle: "italic" },
  { tag: tags.meta, color: "var(--soft)" },
]);

export interface Given {
  schema: Promise<Schema>;
  lang: string;
  changed: (text: string) => void;
  run: () => void;
  marked: (found: Mark[]) => void;
}

/**
 * A code editor that replaces a text field, which remains the field of the form.
 *
 * It is in a shadow tree, because there its styles are adopted style sheets, which the content security policy allows.
 */
export function mount(field: HTMLTextAreaElement, given: Given): EditorView {
  const host = h("div", { class: "editor" });
  field.before(host);
  const root = host.attachShadow({ mode: "open" });
  const view = new EditorView({
    root,
    parent: root,
    state: EditorState.create({
      doc: field.value,
      extensions: [
        lineNumbers(),
        highlightActiveLineGutter(),
        history(),
        indentOnInput(),
        bracketMatching(),
        closeBrackets(),
        EditorView.lineWrapping,
        StreamLanguage.define(sparql),
        syntaxHighlighting(colours),
        autocompletion({ override: sources(given.schema, given.lang), icons: false, maxRenderedOptions: 80 }),
        marks(given.schema, given.lang, given.marked),
        keymap.of([
          { key: "Mod-Enter", run: () => (given.run(), true) },
          { key: "Tab", run: acceptCompletion },
          ...closeBracketsKeymap,
          ...completionKeymap,
          ...lintKeymap,
          ...historyKeymap,
          ...defaultKeymap.filter((each) => each.key !== "Mod-Enter"),
          indentWithTab,
        ]),
        EditorView.contentAttributes.of({
          "aria-label": "Query in SPARQL. Escape, then Tab, leaves the editor.",
          tabindex: "0",
          autocapitalize: "off",
          autocorrect: "off",
          spellcheck: "false",
          translate: "no",
        }),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) given.changed(update.state.doc.toString());
        }),
        theme,
      ],
    }),
  });
  field.hidden = true;
  return view;
}
