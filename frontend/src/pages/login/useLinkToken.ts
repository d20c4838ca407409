/** The token of a link from a mail. It stands in the fragment, which no server and no log ever sees. */
import { useEffect, useState } from "react";

/** Null where the link was cut off. Taken out of the address: it is used once, and has no business in the history. */
export function useLinkToken(): string | null {
  const [token] = useState(() => new URLSearchParams(location.hash.slice(1)).get("token"));
  // Once it is on screen: a rendering that React begins anew reads the address again.
  useEffect(() => history.replaceState(history.state, "", location.pathname), []);
  return token;
}
