import { act, render } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { CredentialStore, type Me } from "../api/credentials";
import { ME } from "../testing/factories";
import { fakeServer } from "../testing/fakeServer";
import { AuthProvider, useAuth } from "./AuthContext";

let auth: ReturnType<typeof useAuth>;

beforeEach(() => {
  vi.useFakeTimers();
  localStorage.clear();
  new CredentialStore().set({ token: "t", user: { id: ME } as Me });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function Page() {
  auth = useAuth();
  return null;
}

test("whoever signs out on a line that hangs has left after two seconds", async () => {
  fakeServer({ "POST /api/auth/logout": () => new Promise(() => undefined) });
  render(
    <AuthProvider>
      <Page />
    </AuthProvider>,
  );
  const left = auth.signOut();
  await act(() => vi.advanceTimersByTimeAsync(1_900));
  expect(auth.user?.id).toBe(ME);
  await act(() => vi.advanceTimersByTimeAsync(200));
  await left;
  expect(auth.user).toBeNull();
});
