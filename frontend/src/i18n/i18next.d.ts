import "i18next";
import type en from "./en";

declare module "i18next" {
  /** A key that the English catalogue doesn't have does not compile. */
  interface CustomTypeOptions {
    resources: { translation: typeof en };
  }
}
