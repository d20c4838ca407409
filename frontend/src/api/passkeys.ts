/** Passkeys by the browser's own functions: JSON from the server in, JSON for the server out. */

/** The person closed the browser's window, or it found no key. */
export class PasskeyAborted extends Error {}

/** Only in browsers that speak JSON about them, and at addresses that may have them: HTTPS, or localhost. */
export function passkeysWork(): boolean {
  return (
    isSecureContext &&
    "PublicKeyCredential" in window &&
    typeof PublicKeyCredential.parseRequestOptionsFromJSON === "function"
  );
}

/** `options` as the server made them for this. */
export async function createPasskey(options: object): Promise<Record<string, unknown>> {
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(
    options as PublicKeyCredentialCreationOptionsJSON,
  );
  return asked(navigator.credentials.create({ publicKey }));
}

/** The same. */
export async function askPasskey(options: object): Promise<Record<string, unknown>> {
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(
    options as PublicKeyCredentialRequestOptionsJSON,
  );
  return asked(navigator.credentials.get({ publicKey }));
}

async function asked(answer: Promise<Credential | null>): Promise<Record<string, unknown>> {
  const credential = await answer.catch(() => null);
  if (credential === null) throw new PasskeyAborted();
  return (credential as PublicKeyCredential).toJSON() as Record<string, unknown>;
}
