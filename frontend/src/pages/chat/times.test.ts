// @vitest-environment node
import { expect, test } from "vitest";
import { briefTime, dayName, lastSeen } from "./times";

const now = new Date(2026, 2, 12, 12, 0);
const local = (day: number, hour: number, minute = 0) => new Date(2026, 2, day, hour, minute).toISOString();

test("days are calendar days: before midnight was yesterday", () => {
  expect(dayName(local(12, 0, 1), now)).toBe("Today");
  expect(dayName(local(11, 23, 59), now)).toBe("Yesterday");
  expect(dayName(local(3, 12), now)).toContain("March");
});

test("the list shows a time today, a weekday this week, a date before", () => {
  expect(briefTime(local(12, 9), now)).toMatch(/9:00/);
  expect(briefTime(local(9, 9), now)).toBe("Mon");
  expect(briefTime(local(1, 9), now)).toMatch(/Mar/);
});

test("last seen is told the way people say it", () => {
  expect(lastSeen(local(12, 11, 59), new Date(2026, 2, 12, 11, 59, 30))).toBe("last seen just now");
  expect(lastSeen(local(12, 11, 55), now)).toBe("last seen 5 minutes ago");
  expect(lastSeen(local(11, 11), now)).toMatch(/^last seen yesterday at 11:00/);
});
