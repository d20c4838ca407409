import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { fakeServer } from "../testing/fakeServer";
import { createApi, unwrap } from "./client";
import { CredentialStore, type Me } from "./credentials";
import { Problem } from "./problem";
import { Refresher } from "./refresh";

const ADA = {
  id: "a",
  username: "ada",
  display_name: "Ada",
  avatar_url: null,
  email: "ada@example.org",
} as Me;

beforeEach(() => localStorage.clear());
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

function signedIn(token: string) {
  const credentials = new CredentialStore();
  credentials.set({ token, user: ADA });
  const refresher = new Refresher(credentials);
  return { credentials, api: createApi(credentials, refresher) };
}

/** Lets in who carries `good`, and gives it to whoever refreshes. */
function server(
  good: string,
  refresh: () => { status?: number; body?: unknown } = () => ({ body: { access_token: good } }),
) {
  const bearing = (request: Request) => request.headers.get("Authorization") === `Bearer ${good}`;
  return fakeServer({
    "GET /api/users/me": (request) =>
      bearing(request) ? { body: ADA } : { status: 401, body: { code: "not_authenticated" } },
    "POST /api/conversations": async (request) =>
      bearing(request) ? { status: 201, body: await request.json() } : { status: 401, body: {} },
    "POST /api/auth/refresh": refresh,
  });
}

test("many requests with an old token lead to one refresh, and all are answered", async () => {
  const { requests } = server("new");
  const { api } = signedIn("old");
  const answers = await Promise.all(Array.from({ length: 8 }, () => unwrap(api.GET("/api/users/me"))));
  expect(answers).toHaveLength(8);
  expect(requests.filter((name) => name === "POST /api/auth/refresh")).toHaveLength(1);
});

test("a request with a body is sent again whole", async () => {
  server("new");
  const { api } = signedIn("old");
  const body = { kind: "direct" as const, participant_ids: ["b"] };
  expect(await unwrap(api.POST("/api/conversations", { body }))).toEqual(body);
});

test("after a page that was left while it asked, the next one lets the answer come first", async () => {
  vi.useFakeTimers();
  const { requests } = server("new");
  const { api } = signedIn("old");
  localStorage.setItem("chat.refresh.askedAt", String(Date.now()));
  const answer = unwrap(api.GET("/api/users/me"));
  await vi.advanceTimersByTimeAsync(1_000);
  expect(requests).not.toContain("POST /api/auth/refresh");
  await vi.advanceTimersByTimeAsync(1_000);
  expect(await answer).toEqual(ADA);
  expect(localStorage.getItem("chat.refresh.askedAt")).toBeNull();
});

test("a refused refresh signs out, and the first refusal is told", async () => {
  server("new", () => ({ status: 401, body: {} }));
  const { api, credentials } = signedIn("old");
  await expect(unwrap(api.GET("/api/users/me"))).rejects.toMatchObject({ code: "not_authenticated" });
  expect(credentials.get()).toBeNull();
});

test("a server that is down during the refresh signs nobody out", async () => {
  server("new", () => ({ status: 503, body: {} }));
  const { api, credentials } = signedIn("old");
  await expect(unwrap(api.GET("/api/users/me"))).rejects.toBeInstanceOf(Problem);
  expect(credentials.get()?.token).toBe("old");
});

test("a token that another tab has renewed is taken over without asking", async () => {
  const { requests } = server("new");
  const { credentials, api } = signedIn("old");
  const answer = unwrap(api.GET("/api/users/me"));
  credentials.set({ token: "new", user: ADA });
  await answer;
  expect(requests).not.toContain("POST /api/auth/refresh");
});

test("no answer at all is told in words", async () => {
  vi.stubGlobal("fetch", () => Promise.reject(new TypeError("Failed to fetch")));
  const { api } = signedIn("old");
  await expect(unwrap(api.GET("/api/users/me"))).rejects.toThrow("The server can't be reached.");
});

test("problems keep the first sentence for each field", () => {
  const problem = new Problem(422, { code: "invalid", errors: { username: ["Too short.", "Too odd."] } });
  expect(problem.fields).toEqual({ username: "Too short." });
});
