import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { shell } from "./scripts/shell.ts";

const BACK_END = process.env.CHAT_BACK_END ?? "http://127.0.0.1:8080";

export default defineConfig({
  plugins: [react(), shell()],
  build: {
    // light-dark() and :has() come from the style sheets as written: no fallbacks for older browsers.
    target: ["chrome123", "firefox121", "safari17.5"],
    // No inlined files: the content security policy allows `data:` for images only.
    assetsInlineLimit: 0,
    // The preload helper is a module of ours anyway; the polyfill would be dead weight in these targets.
    modulePreload: { polyfill: false },
    // scripts/size.mjs reads which file loads which.
    manifest: true,
    rollupOptions: {
      input: { index: "index.html", sw: "src/pwa/worker.ts" },
      // A worker's scope is the folder of its address, and its address stays the same.
      output: { entryFileNames: ({ name }) => (name === "sw" ? "sw.js" : "assets/[name]-[hash].js") },
    },
  },
  server: {
    port: 5173,
    strictPort: true,
    proxy: {
      "/api": BACK_END,
      "/healthz": BACK_END,
      "/ws": { target: BACK_END, ws: true },
    },
  },
});
