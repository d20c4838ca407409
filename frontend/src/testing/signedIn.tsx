/** A part of the chat page in jsdom: somebody is signed in, and the socket's other end is the test. */
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render } from "@testing-library/react";
import type { ReactNode } from "react";
import { MemoryRouter } from "react-router";
import { afterEach, beforeEach, vi } from "vitest";
import { CredentialStore, type Me } from "../api/credentials";
import { AuthProvider } from "../contexts/AuthContext";
import { SocketProvider } from "../contexts/SocketContext";
import { ME } from "./factories";
import { FakeSocket } from "./fakeSocket";

/** What a file of tests needs around each of them. */
export function signIn(): void {
  beforeEach(() => {
    localStorage.clear();
    FakeSocket.opened = [];
    vi.stubGlobal("WebSocket", FakeSocket);
    vi.stubGlobal("matchMedia", () => ({ matches: false }));
    vi.stubGlobal(
      "ResizeObserver",
      class {
        observe() {}
        unobserve() {}
        disconnect() {}
      },
    );
    Element.prototype.scrollTo = () => undefined;
    new CredentialStore().set({ token: "t", user: { id: ME } as Me });
  });
  afterEach(() => vi.unstubAllGlobals());
}

export function renderSignedIn(part: ReactNode): void {
  render(
    <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}>
      <AuthProvider>
        <MemoryRouter>
          <SocketProvider me={ME}>{part}</SocketProvider>
        </MemoryRouter>
      </AuthProvider>
    </QueryClientProvider>,
  );
}
