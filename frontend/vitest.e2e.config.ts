import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["e2e/**/*.e2e.ts"],
    environment: "node",
    globalSetup: ["e2e/oneBrowser.ts"],
    // Each file has a product of its own. Two cores carry two: one starts while the other waits for its browser.
    maxWorkers: 2,
    // Limits for a machine that has much else to do: what passes waits for none of them.
    testTimeout: 180_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 30_000, interval: 50 } },
  },
});
