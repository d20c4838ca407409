/**
 * A real Chromium, wherever this machine has one: `CHROMIUM=path`, `chromium` on the PATH, or the one that comes as an
 * npm package, so that the tests need nothing installed by hand.
 */
import { existsSync, readFileSync } from "node:fs";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir, userInfo } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { type Browser, type BrowserContext, type BrowserServer, chromium } from "playwright-core";
import { freePort } from "./product.ts";

const FLAGS = [
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export async function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: await findChromium(), args: flags() });
}

/** One to which other processes connect. */
export async function serveBrowser(): Promise<BrowserServer> {
  return chromium.launchServer({ executablePath: await findChromium(), args: flags() });
}

interface Lasting {
  /** All pages of it are in this one. */
  context: BrowserContext;
  port: number;
  close: () => Promise<void>;
}

/** One that keeps what is done in it, with a port by which another program can look at it. */
export async function launchLasting(): Promise<Lasting> {
  const folder = await mkdtemp(join(tmpdir(), "chat-browser-"));
  const port = await freePort();
  const context = await chromium.launchPersistentContext(folder, {
    executablePath: await findChromium(),
    args: [...flags(), `--remote-debugging-port=${port}`],
  });
  const close = async () => {
    await context.close();
    await rm(folder, { recursive: true, force: true });
  };
  return { context, port, close };
}

function flags(): string[] {
  return process.getuid?.() === 0 ? [...FLAGS, "--no-sandbox"] : FLAGS;
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
