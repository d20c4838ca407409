/** One Chromium for all files of tests: each has pages of its own in it, and none waits for another one to start. */
import type { TestProject } from "vitest/node";
import { serveBrowser } from "./browser";

declare module "vitest" {
  interface ProvidedContext {
    /** Where it listens. */
    browser: string;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const browser = await serveBrowser();
  project.provide("browser", browser.wsEndpoint());
  return () => browser.close();
}
