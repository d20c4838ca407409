import "./styles/tokens.css";
import "./styles/base.css";

import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { CredentialStore } from "./api/credentials";
import { App } from "./app/App";
import { loadSignedIn } from "./app/SignedInPage";
import { languageFor, speak } from "./i18n";
import { registerWorker } from "./pwa/updates";
import { beginOpening, conversationAt } from "./session/opening";

/** What is kept is read faster than this, or the page shows by itself that it waits for it. */
const READ_MS = 200;
/** The first picture has the network and the processor to itself until then. */
const SETTLED_MS = 1_000;

const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no #root");
const user = new CredentialStore().get()?.user;
// The words first: a page in one language that turns into another is worse than one that comes a moment later.
const words = speak(languageFor(user?.locale));
// Whoever is signed in sees the chat at once; the others have the form at once.
const kept = user && Promise.race([beginOpening(user.id, conversationAt(location.pathname)), pause(READ_MS)]);
const chat = user && loadSignedIn();
await Promise.allSettled([words, kept, chat]);
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
setTimeout(() => {
  // The chat is here by the time the form is filled in.
  if (user === undefined) void loadSignedIn().catch(() => undefined);
  if (import.meta.env.PROD) void registerWorker();
}, SETTLED_MS);

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
