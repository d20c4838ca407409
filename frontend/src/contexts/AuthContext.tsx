/** Who is signed in, and the ways in and out. */
import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useState,
  useSyncExternalStore,
} from "react";
import { type Api, createApi, unwrap } from "../api/client";
import { CredentialStore, type Me } from "../api/credentials";
import { askPasskey } from "../api/passkeys";
import { Refresher } from "../api/refresh";
import { forgetKept } from "../session/kept";

interface SignIn {
  /** Username or e-mail address. */
  login: string;
  password: string;
  /** Where the account asks for a second factor. */
  code?: string;
}

interface SignUp {
  username: string;
  email: string;
  password: string;
  display_name?: string;
  invitation?: string;
}

interface Auth {
  user: Me | null;
  /** Nobody is signed in, and it was the server who ended the session. */
  revoked: boolean;
  api: Api;
  credentials: CredentialStore;
  refresher: Refresher;
  signIn: (form: SignIn) => Promise<void>;
  /** Raises PasskeyAborted too. */
  signInByPasskey: () => Promise<void>;
  signUp: (form: SignUp) => Promise<void>;
  signOut: () => Promise<void>;
}

/** A server that is there answers within it. What hangs goes on behind, and nobody stands longer before what they left. */
const GOODBYE_MS = 2_000;

const AuthContext = createContext<Auth | null>(null);

export function AuthProvider({ children }: { children: ReactNode }) {
  const [services] = useState(createServices);
  const { api, credentials } = services;
  const user = useSyncExternalStore(credentials.subscribe, credentials.get)?.user ?? null;
  const revoked = useSyncExternalStore(credentials.subscribe, credentials.wasRevoked);
  useForgetting(user === null);
  useFreshProfile(user?.id ?? null, api, credentials);

  const signIn = useCallback(
    async (form: SignIn) => {
      const signed = await unwrap(api.POST("/api/auth/login", { body: form }));
      credentials.set({ token: signed.access_token, user: signed.user });
    },
    [api, credentials],
  );
  const signInByPasskey = useCallback(async () => {
    const { challenge_id, ...options } = await unwrap(api.POST("/api/auth/passkey/options"));
    const credential = await askPasskey(options);
    const signed = await unwrap(api.POST("/api/auth/passkey", { body: { challenge_id, credential } }));
    credentials.set({ token: signed.access_token, user: signed.user });
  }, [api, credentials]);
  const signUp = useCallback(
    async (form: SignUp) => {
      const signed = await unwrap(api.POST("/api/auth/register", { body: form }));
      credentials.set({ token: signed.access_token, user: signed.user });
    },
    [api, credentials],
  );
  const signOut = useCallback(async () => {
    // Signed out here even when the server can't be told: the person leaves this device now.
    const told = api.POST("/api/auth/logout").catch(() => undefined);
    await Promise.race([told, new Promise((resolve) => setTimeout(resolve, GOODBYE_MS))]);
    credentials.set(null);
  }, [api, credentials]);

  const value = useMemo(
    () => ({ user, revoked, ...services, signIn, signInByPasskey, signUp, signOut }),
    [user, revoked, services, signIn, signInByPasskey, signUp, signOut],
  );
  return <AuthContext value={value}>{children}</AuthContext>;
}

export function useAuth(): Auth {
  const auth = useContext(AuthContext);
  if (auth === null) throw new Error("useAuth needs an AuthProvider around it");
  return auth;
}

function createServices() {
  const credentials = new CredentialStore();
  const refresher = new Refresher(credentials);
  return { credentials, refresher, api: createApi(credentials, refresher) };
}

/** However it came that nobody is signed in here (by hand, in another tab, by a revoked session): nothing stays. */
function useForgetting(signedOut: boolean): void {
  useEffect(() => {
    if (signedOut) void forgetKept().catch(() => undefined);
  }, [signedOut]);
}

/** What was kept from last time shows at once; the server's word replaces it, or ends the session (in the middleware). */
function useFreshProfile(id: string | null, api: Api, credentials: CredentialStore): void {
  useEffect(() => {
    if (id === null) return;
    void unwrap(api.GET("/api/users/me"))
      .then((user) => {
        const held = credentials.get();
        if (held !== null && held.user.id === user.id) credentials.set({ ...held, user });
      })
      .catch(() => undefined);
  }, [id, api, credentials]);
}
