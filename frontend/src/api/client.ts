/** The HTTP API, typed by the server's own OpenAPI document; the token goes in, and 401 is answered, in one middleware. */
import createClient, { type Middleware } from "openapi-fetch";
import type { CredentialStore } from "./credentials";
import { Problem } from "./problem";
import type { Refresher } from "./refresh";
import type { paths } from "./schema";

export type Api = ReturnType<typeof createApi>;

export function createApi(credentials: CredentialStore, refresher: Refresher) {
  const client = createClient<paths>({ baseUrl: location.origin });
  client.use(bearer(credentials, refresher));
  return client;
}

/** The answer's data, or a Problem thrown. */
export async function unwrap<T>(
  answer: Promise<{ data?: T; error?: unknown; response: Response }>,
): Promise<T> {
  const { data, error, response } = await answer.catch(() => {
    throw Problem.network();
  });
  if (!response.ok) throw new Problem(response.status, isObject(error) ? error : {});
  return data as T;
}

/** For what need not be there: nothing, in place of the answer that there is none. */
export function noneIfMissing(error: unknown): null {
  if (Problem.of(error).code === "not_found") return null;
  throw error;
}

function bearer(credentials: CredentialStore, refresher: Refresher): Middleware {
  // A request's body can be read once: the copy is what is sent again after a refresh.
  const copies = new Map<string, Request>();
  return {
    onRequest({ request, id }) {
      copies.set(id, request.clone());
      return authorized(request, credentials.get()?.token);
    },
    async onResponse({ response, request, id }) {
      const copy = copies.get(id);
      copies.delete(id);
      const token = request.headers.get("Authorization")?.slice("Bearer ".length);
      if (response.status !== 401 || copy === undefined || token === undefined) return response;
      if (!(await refresher.refresh(token))) return response;
      return fetch(authorized(copy, credentials.get()?.token));
    },
    onError({ id }) {
      copies.delete(id);
    },
  };
}

function authorized(request: Request, token: string | undefined): Request {
  if (token !== undefined) request.headers.set("Authorization", `Bearer ${token}`);
  return request;
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
