/** Draws public/icons/*.png from public/icon.svg, in a browser: what an installed app and a phone's home screen show. */
import { readFileSync } from "node:fs";
import { launchBrowser } from "../e2e/browser.ts";

const PUBLIC = new URL("../public/", import.meta.url).pathname;
const BACKGROUND = "#4a55c8";

/** `inset`: how much of the edge a launcher may cut away (maskable), or a system rounds by itself. */
const ICONS = [
  { name: "192", size: 192, inset: 0 },
  { name: "512", size: 512, inset: 0 },
  { name: "maskable-512", size: 512, inset: 0.1 },
  { name: "apple-touch", size: 180, inset: 0.08 },
];

const svg = readFileSync(`${PUBLIC}icon.svg`, "utf8");
const browser = await launchBrowser();
for (const { name, size, inset } of ICONS) {
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  const background = inset > 0 ? BACKGROUND : "transparent";
  const style = `html,body{margin:0;background:${background}}svg{display:block;position:absolute;inset:${inset * 100}%;width:${100 - inset * 200}%;height:${100 - inset * 200}%}`;
  await page.setContent(`<style>${style}</style>${svg}`);
  await page.screenshot({ path: `${PUBLIC}icons/${name}.png`, omitBackground: true });
  await page.close();
}
await browser.close();
