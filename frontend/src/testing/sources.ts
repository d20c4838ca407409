/** The client's own source, parsed: for tests that hold a rule over all of it. */
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import ts from "typescript";

const SRC = new URL("../", import.meta.url).pathname;

export interface Source {
  /** From src/ on. */
  path: string;
  file: ts.SourceFile;
}

/** Every module that ships, without tests, their tools, the gallery of development and generated types. */
export function shippedSources(): Source[] {
  return readdirSync(SRC, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !/\.test\.tsx?$|\.d\.ts$|\/testing\/|\/pages\/gallery\//.test(path))
    .map((path) => ({
      path: relative(SRC, path),
      file: ts.createSourceFile(path, readFileSync(path, "utf8"), ts.ScriptTarget.Latest, true),
    }));
}

/** Each node of a file, in the order of its text. */
export function* nodesOf(node: ts.Node): Generator<ts.Node> {
  yield node;
  const children: ts.Node[] = [];
  ts.forEachChild(node, (child) => {
    children.push(child);
  });
  for (const child of children) yield* nodesOf(child);
}
