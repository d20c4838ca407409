import { expect, test } from "vitest";
import { conversation, ME, participant } from "../../../testing/factories";
import { may, mayRemove } from "./rights";

function group(role: "owner" | "admin" | "member", rule: "members" | "admins" = "admins") {
  return conversation({
    kind: "group",
    who_may_write: rule,
    who_may_add: rule,
    who_may_rename: rule,
    participants: [participant(ME, { role }), participant("bob"), participant("ada", { role: "admin" })],
  });
}

test("what is open to all members is open to a member, the rest is not", () => {
  expect(may(group("member", "members"), ME, "add")).toBe(true);
  expect(may(group("member", "admins"), ME, "add")).toBe(false);
  expect(may(group("member", "members"), ME, "rule")).toBe(false);
});

test("an admin may all but appoint others", () => {
  expect(may(group("admin"), ME, "link")).toBe(true);
  expect(may(group("admin"), ME, "appoint")).toBe(false);
  expect(may(group("owner"), ME, "appoint")).toBe(true);
});

test("nobody removes whom they don't outrank, and nobody themselves", () => {
  const admins = group("admin");
  const [me, bob, ada] = admins.participants;
  if (me === undefined || bob === undefined || ada === undefined) throw new Error("three members");
  expect(mayRemove(admins, ME, bob)).toBe(true);
  expect(mayRemove(admins, ME, ada)).toBe(false);
  expect(mayRemove(group("owner"), ME, me)).toBe(false);
});

test("in a direct conversation there is nothing to administer", () => {
  expect(may(conversation(), ME, "rename")).toBe(false);
});
