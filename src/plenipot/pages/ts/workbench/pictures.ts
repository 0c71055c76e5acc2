/** The visualizations of a result; the script of each is loaded on demand. */
import { type Answer, columns } from "./answer";
import type { Names } from "./names";
import { axes, isOnMap, measures, things, titles } from "./plotting";

/** A visualization of a result, besides the table. */
export interface Picture {
  name: string;
  title: string;
  draw: (into: HTMLElement) => Promise<void>;
}

/** The visualizations that the columns of a result allow. */
export function pictures(answer: Answer, names: Names): Picture[] {
  const all = columns(answer);
  const drawn = { answer, columns: all, names };
  const found: Picture[] = [];
  const add = (name: string, title: string, draw: Picture["draw"]): void => void found.push({ name, title, draw });
  if (answer.rows.length < 1) return found;
  if (!answer.graph && answer.rows.length > 1 && measures(drawn).length && axes(drawn).length) add("chart", "Chart", async (into) => (await import("./chart")).draw(into, drawn));
  if (!answer.graph && all.some((each) => each.sort === "date") && titles(drawn).length) add("timeline", "Timeline", async (into) => (await import("./timeline")).draw(into, drawn));
  if (!answer.graph && isOnMap(drawn)) add("map", "Map", async (into) => (await import("./map")).draw(into, drawn));
  if (answer.graph ? answer.rows.some((row) => row[2]?.kind !== "literal") : things(drawn).length > 1) add("graph", "Graph", async (into) => (await import("./graph")).draw(into, drawn));
  return found;
}
