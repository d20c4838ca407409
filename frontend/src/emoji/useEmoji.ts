import { useEffect, useState } from "react";
import { type Emoji, loadEmoji } from "./catalogue";

const NONE: readonly Emoji[] = [];

/** All emoji, loaded when they are first wanted; after a failure, when they are wanted again. */
export function useEmoji(wanted = true): { all: readonly Emoji[]; failed: boolean } {
  const [state, setState] = useState({ all: NONE, failed: false });
  const loaded = state.all.length > 0;
  useEffect(() => {
    if (!wanted || loaded) return;
    let left = false;
    loadEmoji().then(
      (all) => left || setState({ all, failed: false }),
      () => left || setState({ all: NONE, failed: true }),
    );
    return () => {
      left = true;
    };
  }, [wanted, loaded]);
  return state;
}
