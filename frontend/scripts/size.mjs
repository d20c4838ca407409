// The bundle budget: what a browser downloads before one can sign in, and before one can chat. Gzip, as servers send it.
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const KB = 1024;
const dist = new URL("../dist/", import.meta.url);
const manifest = JSON.parse(readFileSync(new URL(".vite/manifest.json", dist), "utf8"));

const budgets = [
  { name: "sign-in", entries: ["index.html"], limit: 150 * KB },
  { name: "sign-in and chat", entries: ["index.html", "src/app/SignedIn.tsx"], limit: 320 * KB },
];

const over = budgets.filter(({ name, entries, limit }) => {
  const size = [...filesOf(entries)].reduce((sum, file) => sum + gzipped(file), 0);
  console.log(`${name}: ${(size / KB).toFixed(1)} KB of JavaScript, budget ${limit / KB} KB`);
  return size > limit;
});
if (over.length > 0) {
  console.error(`Over the budget: ${over.map(({ name }) => name).join(", ")}`);
  process.exit(1);
}

/** The entries' files with everything that they import at once; what they load later doesn't count. */
function filesOf(entries, found = new Set()) {
  for (const key of entries) {
    const chunk = manifest[key];
    if (chunk === undefined) throw new Error(`dist has no ${key}: run the build first`);
    if (found.has(chunk.file)) continue;
    found.add(chunk.file);
    filesOf(chunk.imports ?? [], found);
  }
  return found;
}

function gzipped(file) {
  return gzipSync(readFileSync(new URL(file, dist))).length;
}
