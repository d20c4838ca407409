/** What can be told without asking the server; it has the last word on each field all the same. */
import type { Errors, Values } from "./useSubmit";

/** The same as `Username` in chat_app/protocol/fields.py. */
const USERNAME = /^[A-Za-z][A-Za-z0-9_.-]{1,30}[A-Za-z0-9_]$/;

export function checkSignUp({ username = "", email = "", password = "" }: Values): Errors {
  return {
    ...(!USERNAME.test(username.trim()) && { username: usernameFault(username.trim()) }),
    ...(!/^\S+@\S+$/.test(email.trim()) && { email: "Enter an e-mail address, like ada@example.org." }),
    ...(password.length < 8 && { password: "Use at least 8 characters." }),
    ...(password.length > 128 && { password: "Use at most 128 characters." }),
  };
}

function usernameFault(username: string): string {
  if (username.length < 3) return "Use at least 3 characters.";
  if (!/^[A-Za-z]/.test(username)) return "Start with a letter.";
  if (username.length > 32) return "Use at most 32 characters.";
  if (/^[A-Za-z0-9_.-]+$/.test(username)) return "End with a letter, a digit or an underscore.";
  return "Use letters, digits, dots, dashes and underscores only.";
}
