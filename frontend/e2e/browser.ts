/**
 * A real Chromium, wherever this machine has one: `CHROMIUM=path`, `chromium` on the PATH, or the one that comes as an
 * npm package, so that the tests need nothing installed by hand.
 */
import { existsSync, readFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir, userInfo } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { type Browser, chromium } from "playwright-core";

const FLAGS = [
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export async function launchBrowser(): Promise<Browser> {
  const asRoot = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  return chromium.launch({ executablePath: await findChromium(), args: [...FLAGS, ...asRoot] });
}

async function findChromium(): Promise<string> {
  return process.env.CHROMIUM ?? onPath("chromium") ?? (await unpacked());
}

function onPath(name: string): string | undefined {
  const folders = (process.env.PATH ?? "").split(delimiter);
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
}

/**
 * The package unpacks into the temporary folder under a fixed name and reuses whatever lies there, of whatever version:
 * so it gets a temporary folder of its own for each version (and user, since others can't write to it).
 */
async function unpacked(): Promise<string> {
  const { version } = packageOf("@sparticuz/chromium");
  const folder = join(tmpdir(), `chat-chromium-${version}-${userInfo().uid}`);
  await mkdir(folder, { recursive: true });
  const before = process.env.TMPDIR;
  process.env.TMPDIR = folder;
  try {
    const { default: packaged } = await import("@sparticuz/chromium");
    return await packaged.executablePath();
  } finally {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
  }
}

function packageOf(name: string): { version: string } {
  // The package's manifest isn't among its exports: found beside what is.
  const entry = createRequire(import.meta.url).resolve(name);
  return JSON.parse(readFileSync(join(dirname(entry), "..", "package.json"), "utf8")) as { version: string };
}
