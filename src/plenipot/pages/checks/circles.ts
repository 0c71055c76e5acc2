// Exits with 1 if modules of ts/ have an import cycle, including type imports and dynamic imports: `npm run check`.
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), process.argv[2] ?? "../ts");

/** Returns the modules of ts/ that a module imports. */
function imports(path: string): string[] {
  const named = ts.preProcessFile(readFileSync(path, "utf8")).importedFiles.map((each) => each.fileName);
  return named
    .filter((name) => name.startsWith("."))
    .map((name) => resolve(dirname(path), name))
    .map((found) => (existsSync(found) ? found : `${found}.ts`))
    .filter((found) => found.endsWith(".ts"));
}

/** Returns the first import cycle of a depth-first search, as a list that starts and ends with the same module. */
function circle(graph: Map<string, string[]>): string[] | null {
  const done = new Set<string>();
  const visit = (path: string, trail: string[]): string[] | null => {
    if (trail.includes(path)) return [...trail.slice(trail.indexOf(path)), path];
    if (done.has(path)) return null;
    for (const next of graph.get(path) ?? []) {
      const found = visit(next, [...trail, path]);
      if (found) return found;
    }
    done.add(path);
    return null;
  };
  for (const path of graph.keys()) {
    const found = visit(path, []);
    if (found) return found;
  }
  return null;
}

const modules = readdirSync(ROOT, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts"));
const found = circle(new Map(modules.map((name) => [resolve(ROOT, name), imports(resolve(ROOT, name))])));
if (found) {
  console.error(`A circle of imports: ${found.map((path) => relative(ROOT, path)).join(" → ")}`);
  process.exit(1);
}
