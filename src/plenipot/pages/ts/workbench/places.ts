/** Syntactic roles of the terms of a query, to know where a property or a class is expected. */
import type { Token } from "./tokens";

export type Role = "property" | "class" | "thing" | "other";

export interface Placed {
  token: Token;
  role: Role;
  /** The text of the subject of a property or class. */
  subject: string;
}

export interface Reading {
  terms: Placed[];
  /** The expected next role. */
  next: Role;
  subject: string;
}

type Position = "subject" | "property" | "after property" | "done";

interface Frame {
  kind: "group" | "expression" | "path" | "values" | "unread" | "node";
  position: Position;
  subject: string;
  class: boolean;
}

const IN_GROUPS = new Set(["FILTER", "BIND", "OPTIONAL", "MINUS", "UNION", "GRAPH", "VALUES", "SERVICE", "HAVING", "ORDER", "GROUP"]);
const CLASS_PATHS = /^(a|rdf:type|rdfs:subClassOf)$/;

/** Scans the tokens from the start with a simplified grammar, which also accepts incomplete queries. */
export function read(all: Token[]): Reading {
  const found = all.filter((each) => each.kind !== "comment");
  const terms: Placed[] = [];
  const outside: Frame = { kind: "expression", position: "subject", subject: "", class: false };
  const stack: Frame[] = [];
  let frame = outside;
  let opens: Frame["kind"] = "group";
  const enter = (kind: Frame["kind"], position: Position = "subject"): void => {
    stack.push(frame);
    frame = { kind, position, subject: position === "property" && kind === "path" ? frame.subject : "", class: false };
  };
  const leave = (): Frame => {
    const left = frame;
    frame = stack.pop() ?? outside;
    return left;
  };
  const term = (index: number, token: Token, isName: boolean): void => {
    const called = found[index + 1]?.text === "(";
    const datatype = found[index - 1]?.text === "^" && found[index - 2]?.text === "^";
    const place = (role: Role): void => {
      if (isName) terms.push({ token, role, subject: frame.subject });
    };
    if (frame.kind === "unread" || datatype) return;
    if (frame.kind === "values") return place("thing");
    if (frame.kind === "expression" || (called && frame.position === "subject")) return place(called ? "other" : "thing");
    switch (frame.position) {
      case "subject":
        place("thing");
        Object.assign(frame, { position: "property", subject: token.text, class: false });
        break;
      case "property":
        place("property");
        frame.position = "after property";
        frame.class ||= CLASS_PATHS.test(token.text);
        break;
      case "after property":
        place(frame.class ? "class" : "thing");
        frame.position = "done";
        break;
      case "done":
    }
  };
  for (const [index, token] of found.entries()) {
    const word = token.kind === "word" ? token.text.toUpperCase() : "";
    const before = found[index - 1]?.text.toUpperCase() ?? "";
    if (token.kind === "other") {
      punctuation(token.text);
    } else if (word && token.text !== "a" && word !== "TRUE" && word !== "FALSE") {
      if (word === "VALUES") opens = "values";
      else if (word === "CONSTRUCT" || word === "SERVICE") opens = "unread";
      else if (word === "WHERE") opens = "group";
      if (word === "SELECT" && frame.kind === "group") frame.position = "done";
      if (IN_GROUPS.has(word) && frame.kind === "group") frame.position = "subject";
    } else if (before === "PREFIX" || before === "BASE" || (token.kind === "iri" && found[index - 2]?.text.toUpperCase() === "PREFIX")) {
      // a declaration
    } else if (["GRAPH", "FROM", "NAMED", "SERVICE", "SILENT"].includes(before)) {
      // a graph or an endpoint
    } else if (opens !== "values" || frame.kind === "values") {
      term(index, token, token.kind === "iri" || (token.kind === "name" && !token.text.startsWith("_:")));
    }
  }
  const position = frame.kind === "group" || frame.kind === "path" || frame.kind === "node" ? frame.position : "subject";
  const next = position === "property" ? "property" : position === "after property" ? (frame.class ? "class" : "thing") : "other";
  return { terms, next, subject: frame.subject };

  function punctuation(text: string): void {
    switch (text) {
      case "{":
        enter(frame.kind === "values" || frame.kind === "unread" ? frame.kind : opens);
        opens = "group";
        break;
      case "}":
        leave();
        if (frame.kind === "group") frame.position = "subject";
        break;
      case "(":
        if (frame.kind === "values" || frame.kind === "unread") enter(frame.kind);
        else if (frame.position === "property" && frame.kind !== "expression") enter("path", "property");
        else enter("expression");
        break;
      case ")": {
        const left = leave();
        if (left.kind === "path") Object.assign(frame, { position: "after property", class: frame.class || left.class });
        else if (frame.position === "after property") frame.position = "done";
        break;
      }
      case "[":
        enter("node", "property");
        frame.subject = `[${stack.length}`;
        break;
      case "]":
        leave();
        frame.position = frame.position === "subject" ? "property" : "done";
        break;
      case ".":
        if (frame.kind === "group") frame.position = "subject";
        break;
      case ";":
        if (frame.kind === "group" || frame.kind === "node") Object.assign(frame, { position: "property", class: false });
        break;
      case ",":
        if (frame.position === "done") frame.position = "after property";
        break;
      case "/":
      case "|":
        if (frame.position === "after property") frame.position = "property";
        break;
    }
  }
}
