// The lock file must install from whatever registry the reader uses: no address of one may stand in it.
import { readFileSync } from "node:fs";

const lock = JSON.parse(readFileSync(new URL("../package-lock.json", import.meta.url), "utf8"));
const addressed = Object.entries(lock.packages).filter(([, entry]) => entry.resolved !== undefined);
if (addressed.length > 0) {
  console.error(
    `package-lock.json names a registry for ${addressed.length} packages, first: ${addressed[0][0]}`,
  );
  process.exit(1);
}
