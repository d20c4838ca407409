/** Who is writing right now, as a sentence. */

import { t } from "../../i18n";
import { knownIn } from "../../state/names";
import type { ConversationState } from "../../state/state";
import { nameOf } from "./system";

export function typingSentence(one: ConversationState, me: string): string | null {
  if (one.typing.length === 0) return null;
  if (one.info.kind === "direct") return t("chat.typing.direct");
  const known = knownIn(one);
  const names = one.typing.map((id) => firstName(nameOf(id, known, me)));
  if (names.length === 1) return t("chat.typing.one", { name: names[0] });
  if (names.length === 2) return t("chat.typing.two", { first: names[0], second: names[1] });
  return t("chat.typing.many");
}

function firstName(name: string): string {
  return name.split(" ")[0] ?? name;
}
