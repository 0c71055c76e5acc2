// Measures the layout of 500 nodes without a browser: node measure/layout.ts [nodes]
import { Layout } from "../ts/relations/layout.ts";

const count = Number(process.argv[2] ?? 500);
const ids = Array.from({ length: count }, (_, index) => `thing-${index}`);
// Most nodes are neighbours of one of a dozen hubs, as on the page; some links connect nodes of different hubs.
const lines = ids.slice(1).map((id, index) => ({
  source: ids[index < 12 ? 0 : 1 + (index % 12)] as string,
  target: id,
}));
for (let index = 20; index < count; index += 3) {
  lines.push({ source: ids[index] as string, target: ids[(index * 7) % count] as string });
}

for (const round of ["first", "again"]) {
  const layout = new Layout();
  layout.set(ids, lines);
  const steps: number[] = [];
  while (!layout.settled) {
    const before = performance.now();
    layout.step();
    steps.push(performance.now() - before);
  }
  steps.sort((a, b) => a - b);
  const at = (share: number) => (steps[Math.floor(share * (steps.length - 1))] ?? 0).toFixed(2);
  const total = steps.reduce((sum, each) => sum + each, 0);
  console.log(
    `${round}: ${count} things, ${lines.length} lines: ${steps.length} steps, ${total.toFixed(0)} ms in all; ` +
      `a step ${at(0.5)} ms at p50, ${at(0.95)} at p95, ${at(1)} at most`,
  );
}
