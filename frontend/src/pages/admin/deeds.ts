/** A record of the audit log as a sentence. */
import type { components } from "../../api/schema";
import { t } from "../../i18n";

type Deed = components["schemas"]["AuditRecordShape"];

const ACCOUNT_DEEDS = {
  "user.deactivate": "deactivated",
  "user.reactivate": "reactivated",
  "user.sign_out": "signedOut",
  "user.password": "password",
} as const;
const REPORT_DEEDS = {
  "report.close": "reportClosed",
  "report.reopen": "reportReopened",
  "report.note": "reportNoted",
} as const;

/** An action that this client does not know yet is told by the server's own word for it. */
export function deedOf({ action, actor, target, details }: Deed): string {
  const who = { actor, target: target ?? "" };
  if (isOneOf(ACCOUNT_DEEDS, action)) return t(`admin.audit.${ACCOUNT_DEEDS[action]}`, who);
  if (isOneOf(REPORT_DEEDS, action)) return t(`admin.audit.${REPORT_DEEDS[action]}`, who);
  switch (action) {
    case "user.role":
      return t("admin.audit.role", { ...who, role: roleName(details.after) });
    case "settings.registration":
      return t("admin.audit.registration", { actor, rule: ruleName(details.after) });
    case "invitation.create":
      return t("admin.audit.invited", { actor, uses: String(details.max_uses) });
    case "invitation.remove":
      return t("admin.audit.takenBack", { actor });
    default:
      return t("admin.audit.other", { actor, action });
  }
}

function isOneOf<T extends object>(known: T, action: string): action is Extract<keyof T, string> {
  return action in known;
}

function roleName(role: unknown): string {
  return role === "admin" || role === "moderator" || role === "user"
    ? t(`admin.roles.${role}`)
    : String(role);
}

function ruleName(rule: unknown): string {
  return rule === "open" || rule === "invited" || rule === "closed"
    ? t(`admin.signUp.rules.${rule}`)
    : String(rule);
}
