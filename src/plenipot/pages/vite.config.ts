import { readdirSync } from "node:fs";
import { resolve } from "node:path";
import { defineConfig } from "vite";

const root = resolve(import.meta.dirname, "ts");

// Each file at the top of ts/ is a script of some page; what several of them need becomes a chunk of its own.
const entries = readdirSync(root).filter((name) => name.endsWith(".ts") && !name.endsWith(".d.ts"));

export default defineConfig({
  root,
  base: "/static/build/",
  publicDir: false,
  build: {
    outDir: resolve(import.meta.dirname, "static/build"),
    emptyOutDir: true,
    manifest: true,
    modulePreload: { polyfill: false },
    rollupOptions: { input: entries.map((name) => resolve(root, name)) },
  },
});
