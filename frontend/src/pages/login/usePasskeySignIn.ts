/** Signing in without a password: the browser asks for the finger, the face or the key. */
import { useState } from "react";
import { PasskeyAborted } from "../../api/passkeys";
import { Problem } from "../../api/problem";
import { useAuth } from "../../contexts/AuthContext";
import { t } from "../../i18n";

export function usePasskeySignIn() {
  const { signInByPasskey } = useAuth();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const start = () => {
    setBusy(true);
    setProblem(null);
    signInByPasskey().catch((error: unknown) => {
      setProblem(error instanceof PasskeyAborted ? t("signIn.passkey.aborted") : Problem.of(error).message);
      setBusy(false);
    });
  };
  return { start, busy, problem };
}
