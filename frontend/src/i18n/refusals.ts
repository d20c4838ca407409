/** What the server refused, in the reader's language. Its own sentences are the exact ones, and English. */
import { knows, language, t } from "./index";

interface Refusal {
  code?: string | undefined;
  detail?: string | undefined;
  title?: string | undefined;
}

/** In other languages we say what its code means; null where nothing is known of it. */
export function refusalWords({ code, detail, title }: Refusal): string | null {
  const ours = `problem.codes.${code ?? ""}`;
  const known = knows(ours) ? t(ours) : null;
  const told = detail ?? title ?? null;
  return language() === "en" ? (told ?? known) : (known ?? told);
}

/**
 * The sentences that a person can meet in a form, by how they begin; tests/unit/test_fault_sentences.py holds that the
 * server still says them so.
 */
const FAULTS = [
  [
    /^(?:Missing data|Field may not be null|Must not be only white space|Shorter than minimum length 1\.)/,
    "missing",
  ],
  [/^Length must be between (?<low>\d+) and (?<high>\d+)/, "length"],
  [/^Shorter than minimum length (?<low>\d+)/, "short"],
  [/^Longer than maximum length (?<high>\d+)/, "long"],
  [/^Not a valid email address/, "email"],
  [/^Must be 3 to 32 letters/, "username"],
  [/^Reserved /, "reserved"],
  [/^Too easy to guess/, "guessable"],
  [/^Must differ from the current/, "same"],
  [/^Wrong/, "wrong"],
  [/^That is your address already/, "own"],
  [/^Must (?:not hold|hold something)/, "characters"],
  [/^(?:Not accepted|Came before)/, "again"],
  [/^A group has at most/, "groupFull"],
  [/^No user/, "nobody"],
  [/^Must be somebody else/, "oneself"],
  [/^Must (?:be|lie) in the future/, "past"],
  [/^Must be an https/, "address"],
] as const;

/** A sentence of the server about one field; one that isn't known stays as it is. */
export function faultWords(said: string): string {
  if (language() === "en") return said;
  for (const [begins, key] of FAULTS) {
    const match = begins.exec(said);
    if (match !== null)
      return t(`problem.faults.${key}`, { low: match.groups?.low ?? "", high: match.groups?.high ?? "" });
  }
  return said;
}
