/** How the server is asked for what no frame brings. */
import { QueryClient } from "@tanstack/react-query";

// What the browser thinks of the network says nothing of a server on this machine or in the same house: asked all the same.
const networkMode = "always";

export function newQueries(): QueryClient {
  return new QueryClient({
    defaultOptions: { queries: { networkMode, retry: 1 }, mutations: { networkMode } },
  });
}
