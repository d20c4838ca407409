/** Lighthouse's word on the two pages. It is fetched by npm for this alone. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Figure } from "./figures.ts";

const PACKAGE = "lighthouse@13.5.0";
const BUDGETS = { performance: 95, accessibility: 100, "best-practices": 100 } as const;

interface Report {
  categories: Record<string, { score: number | null }>;
}

/** `port`: where a browser listens in which somebody is signed in, or not. */
export async function lighthouse(what: string, url: string, port: number): Promise<Figure[]> {
  const names = Object.keys(BUDGETS) as (keyof typeof BUDGETS)[];
  const words = [
    "exec",
    "--yes",
    `--package=${PACKAGE}`,
    "--",
    "lighthouse",
    url,
    `--port=${port}`,
    "--preset=desktop",
    "--disable-storage-reset",
    `--only-categories=${names.join()}`,
    "--output=json",
    "--quiet",
  ];
  const { stdout } = await promisify(execFile)("npm", words, {
    maxBuffer: 64 * 1024 * 1024,
    timeout: 180_000,
  });
  const { categories } = JSON.parse(stdout) as Report;
  return names.map((name) => ({
    what: `Lighthouse, ${what}: ${name}`,
    value: (categories[name]?.score ?? 0) * 100,
    unit: "points",
    budget: BUDGETS[name],
    atLeast: true,
    how: `${PACKAGE}, desktop`,
  }));
}
