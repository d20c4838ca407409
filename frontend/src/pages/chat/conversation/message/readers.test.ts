// @vitest-environment node
import { expect, test } from "vitest";
import { ME, participant } from "../../../../testing/factories";
import { readersOf } from "./readers";

test("each of the others is where their cursors are, and oneself is left out", () => {
  const people = [
    participant(ME, { read_seq: 9, delivered_seq: 9 }),
    participant("ada", { read_seq: 7, delivered_seq: 9 }),
    participant("bob", { read_seq: 6, delivered_seq: 7 }),
    participant("cleo"),
  ];
  const { read, delivered, waiting } = readersOf(people, ME, 7);
  const ids = (list: typeof people) => list.map(({ user }) => user.id);
  expect([ids(read), ids(delivered), ids(waiting)]).toEqual([["ada"], ["bob"], ["cleo"]]);
});
