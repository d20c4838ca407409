/** What stands in the field: the draft, which is kept, or the message that one edits, which leaves the draft alone. */
import { useEffect, useState } from "react";
import { useChat } from "../../../../contexts/ChatContext";
import { useSession } from "../../../../contexts/SocketContext";
import type { Composing } from "../view";

export function useText(id: string, composing: Composing) {
  const session = useSession();
  const { typing } = session;
  const kept = useChat((state) => state.drafts[id] ?? "");
  const [draft, setDraft] = useState(kept);
  const [edited, setEdited] = useState<{ of: Composing; text: string } | null>(null);
  const [known, setKnown] = useState(kept);
  const [touched, setTouched] = useState(false);
  if (kept !== known) {
    setKnown(kept);
    // Written in another tab, or read late from what the browser keeps; never over what is being written here.
    if (kept !== draft && (!touched || !document.hasFocus())) setDraft(kept);
  }
  useEffect(() => () => typing.inactive(id), [id, typing]);

  if (composing.kind === "edit") {
    const text = edited?.of === composing ? edited.text : composing.content;
    const write = (next: string) => setEdited({ of: composing, text: next });
    return { text, write, clear: () => setEdited(null) };
  }
  const write = (next: string) => {
    setDraft(next);
    setTouched(true);
    session.keepDraft(id, next);
    if (next === "") typing.inactive(id);
    else typing.active(id);
  };
  return { text: draft, write, clear: () => write("") };
}
