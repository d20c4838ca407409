/** What can be told of a new password without asking the server. */
import { t } from "../i18n";

const SHORTEST = 8;
const LONGEST = 128;

/** The fault at that field, or nothing. */
export function newPasswordFault(field: string, password: string): Partial<Record<string, string>> {
  if (password.length < SHORTEST) return { [field]: t("signIn.faults.passwordShort") };
  if (password.length > LONGEST) return { [field]: t("signIn.faults.passwordLong") };
  return {};
}
