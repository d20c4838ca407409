/** `node e2e/picture.ts FROM TO`: the page in the file FROM, whole, as the picture TO. */
import { resolve } from "node:path";
import { launchBrowser } from "./browser.ts";

const [from = "", to = ""] = process.argv.slice(2);
const browser = await launchBrowser();
try {
  const page = await browser.newPage({ viewport: { width: 1600, height: 900 } });
  await page.goto(`file://${resolve(from)}`);
  await page.screenshot({ path: resolve(to), fullPage: true });
} finally {
  await browser.close();
}
