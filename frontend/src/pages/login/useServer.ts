/** What the server tells everybody about itself: whether one can sign up, and whether anybody has yet. */
import { useEffect, useState } from "react";
import { unwrap } from "../../api/client";
import type { components } from "../../api/schema";
import { useAuth } from "../../contexts/AuthContext";

export type Server = components["schemas"]["ServerShape"];

/** Null until it is known; a server that can't be asked says so once the form is sent. */
export function useServer(): Server | null {
  const { api } = useAuth();
  const [server, setServer] = useState<Server | null>(null);
  useEffect(() => {
    void unwrap(api.GET("/api/server"))
      .then(setServer)
      .catch(() => undefined);
  }, [api]);
  return server;
}
