import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { AuthProvider, useAuth } from "../../contexts/AuthContext";
import { fakeServer } from "../../testing/fakeServer";
import { SignUpForm } from "./SignUpForm";

beforeEach(() => localStorage.clear());
afterEach(() => vi.unstubAllGlobals());

function Who() {
  return <p>{useAuth().user?.display_name ?? "nobody"}</p>;
}

function renderForm() {
  render(
    <AuthProvider>
      <SignUpForm />
      <Who />
    </AuthProvider>,
  );
}

async function fill({ username = "ada", email = "ada@example.org", password = "correct horse" } = {}) {
  await userEvent.type(screen.getByLabelText("Username"), username);
  await userEvent.type(screen.getByLabelText("E-mail"), email);
  await userEvent.type(screen.getByLabelText("Password"), password);
  await userEvent.click(screen.getByRole("button", { name: "Create account" }));
}

function describedBy(label: string): string {
  const field = screen.getByLabelText(label);
  return document.getElementById(field.getAttribute("aria-describedby") ?? "")?.textContent ?? "";
}

test("what the server says of a field stands at that field, and the field has the focus", async () => {
  fakeServer({
    "POST /api/auth/register": () => ({
      status: 409,
      body: { code: "taken", errors: { username: ["Already taken."] } },
    }),
  });
  renderForm();
  await fill();
  expect(describedBy("Username")).toBe("Already taken.");
  expect(document.activeElement).toBe(screen.getByLabelText("Username"));
});

test("what belongs to no field of the form is still told", async () => {
  fakeServer({
    "POST /api/auth/register": () => ({
      status: 429,
      body: { code: "rate_limited", detail: "Wait a minute." },
    }),
  });
  renderForm();
  await fill();
  expect(screen.getByRole("alert").textContent).toBe("Wait a minute.");
});

test("what can be told without the server is told without it", async () => {
  const { requests } = fakeServer({});
  renderForm();
  await fill({ username: "1ada", email: "nowhere", password: "short" });
  expect(describedBy("Username")).toBe("Start with a letter.");
  expect(describedBy("E-mail")).toMatch(/e-mail address/);
  expect(describedBy("Password")).toBe("Use at least 8 characters.");
  expect(requests).toEqual([]);
});

test("a new account is signed in", async () => {
  const ada = { id: "a", username: "ada", display_name: "Ada", avatar_url: null, email: "ada@example.org" };
  fakeServer({
    "POST /api/auth/register": () => ({
      status: 201,
      body: { user: ada, access_token: "t", expires_in: 60 },
    }),
    "GET /api/users/me": () => ({ body: ada }),
  });
  renderForm();
  await fill();
  expect(await screen.findByText("Ada")).toBeTruthy();
});

test.each([
  ["ada.", /^End with/],
  ["ada-", /^End with/],
  [" ", /^Choose a username/],
  ["ad", /at least 3/],
  ["ada lovelace", /^Use letters/],
])("the username “%s” is refused as the server would", async (username, words) => {
  fakeServer({});
  renderForm();
  expect(describedBy("Username")).toMatch(/or by your name.*3 to 32 letters.*not ending with . or -/);
  await fill({ username });
  expect(describedBy("Username")).toMatch(words);
});
