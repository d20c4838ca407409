/** Tells the service worker which files make this version of the client: all of them, so that it runs without a network. */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";

const PUBLIC = new URL("../public/", import.meta.url).pathname;
const WORKER = "sw.js";

export function shell(): Plugin {
  return {
    name: "chat-shell",
    apply: "build",
    enforce: "post",
    generateBundle(_options, bundle) {
      const worker = bundle[WORKER];
      if (worker?.type !== "chunk") this.error(`the build made no ${WORKER}`);
      const files = [...publicFiles(), ...Object.keys(bundle).filter(isShell).map(addressOf)].sort();
      const version = createHash("sha256");
      for (const file of files) version.update(file);
      // The names under assets/ change with their content; these don't.
      for (const file of publicFiles()) version.update(readFileSync(join(PUBLIC, file)));
      const page = bundle["index.html"];
      if (page?.type === "asset") version.update(page.source);
      const made = { version: version.digest("hex").slice(0, 16), files };
      worker.code = `const SHELL = ${JSON.stringify(made)};\n${worker.code}`;
    },
  };
}

/** The API's own page needs the network anyway. */
function publicFiles(): string[] {
  return readdirSync(PUBLIC, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join("/", entry.parentPath.slice(PUBLIC.length), entry.name))
    .filter((file) => !file.startsWith("/docs/"));
}

function isShell(file: string): boolean {
  return file === "index.html" || file.startsWith("assets/");
}

function addressOf(file: string): string {
  return file === "index.html" ? "/" : `/${file}`;
}
