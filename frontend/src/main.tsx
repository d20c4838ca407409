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

const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no #root");
const user = new CredentialStore().get()?.user;
// The words first: a page in one language that turns into another is worse than one that comes a moment later.
const words = speak(languageFor(user?.locale));
// Whoever is signed in sees the chat at once; the others have the form at once, and the chat by the time it is filled in.
const kept = user && Promise.race([beginOpening(user.id, conversationAt(location.pathname)), pause(READ_MS)]);
const chat = user && loadSignedIn();
await Promise.allSettled([words, kept, chat]);
if (user === undefined) addEventListener("load", () => void loadSignedIn().catch(() => undefined));
if (import.meta.env.PROD) void registerWorker();
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
