/** What can be told without asking the server; it has the last word on each field all the same. */

import { newPasswordFault } from "../../forms/passwordRules";
import type { Errors, Values } from "../../forms/useSubmit";
import { t } from "../../i18n";

/** The same as `Username` in chat_app/protocol/fields.py. */
const USERNAME = /^[A-Za-z][A-Za-z0-9_.-]{1,30}[A-Za-z0-9_]$/;

export function checkSignUp({ username = "", email = "", password = "" }: Values): Errors {
  return {
    ...(!USERNAME.test(username.trim()) && { username: usernameFault(username.trim()) }),
    ...(!/^\S+@\S+$/.test(email.trim()) && { email: t("signIn.faults.email") }),
    ...newPasswordFault("password", password),
  };
}

function usernameFault(username: string): string {
  if (username === "") return t("signIn.faults.usernameMissing");
  if (username.length < 3) return t("signIn.faults.usernameShort");
  if (!/^[A-Za-z]/.test(username)) return t("signIn.faults.usernameStart");
  if (username.length > 32) return t("signIn.faults.usernameLong");
  if (/^[A-Za-z0-9_.-]+$/.test(username)) return t("signIn.faults.usernameEnd");
  return t("signIn.faults.usernameCharacters");
}
