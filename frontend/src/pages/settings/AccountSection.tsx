/** Address, password, data, and the ways to go. */
import { EmailSection } from "./EmailSection";
import { ExportSection } from "./ExportSection";
import { LeavingSection } from "./LeavingSection";
import { PasswordChange } from "./PasswordChange";

export function AccountSection() {
  return (
    <>
      <EmailSection />
      <PasswordChange />
      <ExportSection />
      <LeavingSection />
    </>
  );
}
