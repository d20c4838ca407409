import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { CredentialStore, type Me } from "../api/credentials";
import type { Refresher } from "../api/refresh";
import { ME } from "../testing/factories";
import { Renewal } from "./renewal";

beforeEach(() => {
  vi.useFakeTimers();
  localStorage.clear();
});
afterEach(() => vi.useRealTimers());

function tokenFor(seconds: number, name = ""): string {
  const iat = Date.now() / 1000;
  return `h.${btoa(JSON.stringify({ iat, exp: iat + seconds, name }))}.s`;
}

function running(token: string) {
  const credentials = new CredentialStore();
  credentials.set({ token, user: { id: ME } as Me });
  const told: string[] = [];
  const renewed = tokenFor(100, "renewed");
  const refresh = vi.fn(async () => {
    credentials.set({ token: renewed, user: { id: ME } as Me });
    return true;
  });
  const renewal = new Renewal(credentials, { refresh } as unknown as Refresher, (one) => told.push(one));
  renewal.start();
  return { credentials, told, refresh, renewed, renewal };
}

test("a token is renewed before it ends, and the open connection is told", async () => {
  const { refresh, told, renewed, renewal } = running(tokenFor(100));
  await vi.advanceTimersByTimeAsync(79_000);
  expect(refresh).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(2_000);
  expect(refresh).toHaveBeenCalledOnce();
  expect(told).toEqual([renewed]);
  renewal.stop();
});

test("a token that a request or another tab renewed is taken to the connection, once", () => {
  const { credentials, told, renewal } = running(tokenFor(100));
  const next = tokenFor(200, "next");
  credentials.set({ token: next, user: { id: ME } as Me });
  credentials.set({ token: next, user: { id: ME, display_name: "Changed" } as Me });
  expect(told).toEqual([next]);
  renewal.stop();
  credentials.set({ token: tokenFor(300), user: { id: ME } as Me });
  expect(told).toHaveLength(1);
});

test("a token that says nothing of its end is left alone", async () => {
  const { refresh, renewal } = running("opaque");
  await vi.advanceTimersByTimeAsync(1_000_000);
  expect(refresh).not.toHaveBeenCalled();
  renewal.stop();
});
