/** Who is writing right now, as a sentence. */
import type { ConversationState } from "../../state/state";
import { nameOf } from "./system";

export function typingSentence(one: ConversationState, me: string): string | null {
  if (one.typing.length === 0) return null;
  if (one.info.kind === "direct") return "typing…";
  const names = one.typing.map((id) => firstName(nameOf(id, one.info.participants, me)));
  if (names.length === 1) return `${names[0]} is typing…`;
  if (names.length === 2) return `${names[0]} and ${names[1]} are typing…`;
  return "Several people are typing…";
}

function firstName(name: string): string {
  return name.split(" ")[0] ?? name;
}
