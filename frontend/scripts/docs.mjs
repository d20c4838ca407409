// Copies what the page /api/docs needs into the build: it is served by us, like everything else.
import { copyFileSync, mkdirSync } from "node:fs";

const from = new URL("../node_modules/swagger-ui-dist/", import.meta.url);
const to = new URL("../dist/docs/", import.meta.url);

mkdirSync(to, { recursive: true });
for (const name of ["swagger-ui-bundle.js", "swagger-ui.css", "LICENSE"]) {
  copyFileSync(new URL(name, from), new URL(name, to));
}
