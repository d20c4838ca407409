import "./styles/tokens.css";
import "./styles/base.css";

import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { CredentialStore } from "./api/credentials";
import { App } from "./app/App";
import { languageFor, speak } from "./i18n";
import { registerWorker } from "./pwa/updates";

const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no #root");
// The words first: a page in one language that turns into another is worse than one that comes a moment later.
await speak(languageFor(new CredentialStore().get()?.user.locale)).catch(() => undefined);
if (import.meta.env.PROD) void registerWorker();
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
