/** The whole product, started as a person would start it, on a free port and a folder of its own. */
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

const ROOT = new URL("../../", import.meta.url).pathname;
const PYTHON = process.env.CHAT_PYTHON ?? join(ROOT, ".venv/bin/python");
const READY = /Chat is ready at (http:\S+)/;
const START_MS = 110_000;

export class Product {
  readonly #program: string;
  readonly #port: number;
  readonly #dataDir: string;
  #process: ChildProcess;
  url = "";

  private constructor(program: string, port: number, dataDir: string) {
    this.#program = program;
    this.#port = port;
    this.#dataDir = dataDir;
    this.#process = this.#spawn();
  }

  /** The module `program`, which says like `make run` where it is ready. */
  static async start(program = "chat_app"): Promise<Product> {
    const port = program === "chat_app" ? await freePort() : portsInARow();
    const product = new Product(program, port, await mkdtemp(join(tmpdir(), "chat-e2e-")));
    product.url = await readyLine(product.#process);
    return product;
  }

  /** Runs a command of the flask CLI on this product's data; gives what it said. */
  async flask(...words: string[]): Promise<string> {
    const { stdout } = await promisify(execFile)(join(dirname(PYTHON), "flask"), words, {
      cwd: ROOT,
      env: this.#environment(),
    });
    return stdout;
  }

  /** The link of the newest letter to that address about that; development keeps letters as files. */
  async linkMailedTo(address: string, subject: string): Promise<string | null> {
    const folder = join(this.#dataDir, "mail");
    const files = await readdir(folder).catch(() => []);
    // One that is being written has another ending.
    for (const file of files
      .filter((name) => name.endsWith(".eml"))
      .sort()
      .reverse()) {
      // Lines of mail are short: a longer one goes on after an equals sign, which itself is written as =3D.
      const letter = (await readFile(join(folder, file), "utf8"))
        .replace(/=\r?\n/g, "")
        .replaceAll("=3D", "=");
      if (!letter.includes(`To: ${address}`) || !letter.includes(`Subject: ${subject}`)) continue;
      return /http\S+#token=[\w.~-]+/.exec(letter)?.[0] ?? null;
    }
    return null;
  }

  /** Where the nodes of a cluster are, and their processes. */
  async nodes(): Promise<{ url: string; pid: number }[]> {
    const file = await readFile(join(this.#dataDir, "cluster", "nodes.json"), "utf8");
    const nodes = JSON.parse(file) as { port: number; pid: number }[];
    return nodes.map(({ port, pid }) => ({ url: `http://localhost:${port}`, pid }));
  }

  /** Ends every process of it at once, as a power cut would. */
  async kill(): Promise<void> {
    const ended = exitOf(this.#process);
    // The group, not the one process: whoever supervises it can't tidy up either.
    process.kill(-(this.#process.pid ?? 0), "SIGKILL");
    await ended;
  }

  /** Starts again where it was: same address, same data. */
  async restart(): Promise<void> {
    this.#process = this.#spawn();
    this.url = await readyLine(this.#process);
  }

  /** Ctrl-C, and the exit code that follows. */
  async stop(): Promise<number | null> {
    const ended = exitOf(this.#process);
    this.#process.kill("SIGINT");
    const code = await ended;
    await rm(this.#dataDir, { recursive: true, force: true });
    return code;
  }

  #spawn(): ChildProcess {
    return spawn(PYTHON, ["-m", this.#program], {
      cwd: ROOT,
      detached: true,
      stdio: ["ignore", "pipe", "inherit"],
      env: this.#environment(),
    });
  }

  #environment(): NodeJS.ProcessEnv {
    return {
      ...process.env,
      PORT: String(this.#port),
      DATA_DIR: this.#dataDir,
      BCRYPT_ROUNDS: "4",
      RATE_LIMITS_ENABLED: "false",
      LOG_LEVEL: "warning",
    };
  }
}

function readyLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = "";
    const timer = setTimeout(() => reject(new Error(`not ready in time; it said:\n${said}`)), START_MS);
    child.once("exit", (code) =>
      reject(new Error(`it ended with ${code} instead of starting; it said:\n${said}`)),
    );
    child.stdout?.on("data", (chunk: Buffer) => {
      said += chunk.toString();
      const url = READY.exec(said)?.[1];
      if (url === undefined) return;
      clearTimeout(timer);
      resolve(url);
    });
  });
}

function exitOf(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null) return Promise.resolve(child.exitCode);
  return new Promise((resolve) => child.once("exit", resolve));
}

/** The first of a few, below those that the kernel gives to outgoing connections: what starts again finds them free. */
function portsInARow(): number {
  return 20_000 + 10 * Math.floor(Math.random() * 1_200);
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      const port = typeof address === "object" && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}
