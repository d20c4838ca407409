// @vitest-environment node
/** Sessions with a real server, written down by `npm run record`, replayed. */
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { seenOf } from "../testing/seen";
import { type Input, reduce } from "./reducer";
import { type ChatState, initialState } from "./state";

const FOLDER = new URL("./fixtures/", import.meta.url);

interface Recorded {
  me: string;
  live: Input[];
  fresh: Input[];
}

const sessions = readdirSync(FOLDER).map((file) => ({
  name: file.replace(".json", ""),
  ...(JSON.parse(readFileSync(new URL(file, FOLDER), "utf8")) as Recorded),
}));

function replayed(me: string, inputs: Input[]): ChatState {
  return inputs.reduce(reduce, initialState(me));
}

describe.each(sessions)("$name", ({ me, live, fresh }) => {
  const fetched = replayed(me, fresh);
  const seen = (state: ChatState) =>
    seenOf(state, (id) =>
      Math.max(state.conversations[id]?.log.from ?? 0, fetched.conversations[id]?.log.from ?? 0),
    );

  test("what was heard live is what a fresh start fetches", () => {
    const state = replayed(me, live);
    expect(state.pending).toEqual([]);
    expect(seen(state)).toEqual(seenOf(fetched, (id) => state.conversations[id]?.log.from ?? 0));
  });

  test("hearing everything twice changes nothing", () => {
    const twice = live.flatMap((input) => (input.type.startsWith("local.") ? [input] : [input, input]));
    expect(seen(replayed(me, twice))).toEqual(seen(replayed(me, live)));
  });

  test("no input changes a state that was there before", () => {
    const frozen = live.reduce((state, input) => {
      deepFreeze(state);
      return reduce(state, input);
    }, initialState(me));
    expect(frozen.loaded).toBe(true);
  });
});

function deepFreeze(value: unknown): void {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return;
  Object.freeze(value);
  for (const inner of Object.values(value)) deepFreeze(inner);
}
