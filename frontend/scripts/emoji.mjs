// Makes src/emoji/data/ from emojibase-data (https://emojibase.dev, MIT). That package is 50 MB of which we need 250 KB,
// so it is no dependency: unpack `npm pack emojibase-data@17.0.0` somewhere and name the folder.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";

/** What the fonts of two years ago can draw. */
const NEWEST_VERSION = 15.1;
const LANGUAGES = ["en", "de"];
const from = process.argv[2];
const to = new URL("../src/emoji/data/", import.meta.url);
const read = (path) => JSON.parse(readFileSync(`${from}/${path}`, "utf8"));

const shortcodes = { ...read("en/shortcodes/emojibase.json"), ...read("en/shortcodes/github.json") };
const everything = read("en/data.json")
  .filter(({ group, version }) => group !== undefined && group !== 2 && version <= NEWEST_VERSION)
  .sort((a, b) => a.order - b.order);

mkdirSync(to, { recursive: true });
write(
  "emoji",
  everything.map(({ emoji, group, hexcode }) => [
    asTyped(emoji),
    group,
    [shortcodes[hexcode] ?? []].flat().join(" "),
  ]),
);
for (const language of LANGUAGES) {
  const named = new Map(read(`${language}/data.json`).map((one) => [one.hexcode, one]));
  write(
    language,
    everything.map(({ hexcode, label }) => {
      const { label: name = label, tags = [] } = named.get(hexcode) ?? {};
      return [name, tags.join(" ")];
    }),
  );
}

/** Without a selector that changes nothing: keyboards leave it out, and it would make two reactions of one. */
function asTyped(emoji) {
  return emoji.replace(/^(\p{Emoji_Presentation})\uFE0F$/u, "$1");
}

/** An entry a line: a new edition shows what changed. */
function write(name, entries) {
  const lines = entries.map((entry) => `  ${JSON.stringify(entry)}`);
  writeFileSync(new URL(`${name}.json`, to), `[\n${lines.join(",\n")}\n]\n`);
}
