/** Answers `fetch` from a table of handlers: "METHOD /path" to what comes back. Asked for anything else, it fails the test. */
import { vi } from "vitest";

type Answer = { status?: number; body?: unknown };
type Handler = (request: Request) => Answer | Promise<Answer>;

export function fakeServer(handlers: Record<string, Handler>) {
  const requests: string[] = [];
  const answer = async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    const request = input instanceof Request ? input : new Request(new URL(input, location.origin), init);
    const name = `${request.method} ${new URL(request.url).pathname}`;
    requests.push(name);
    const handler = handlers[name];
    if (handler === undefined) throw new Error(`the test has no answer to ${name}`);
    const { status = 200, body } = await handler(request);
    return new Response(body === undefined ? null : JSON.stringify(body), {
      status,
      headers: { "Content-Type": status < 400 ? "application/json" : "application/problem+json" },
    });
  };
  vi.stubGlobal("fetch", answer);
  return { requests };
}
