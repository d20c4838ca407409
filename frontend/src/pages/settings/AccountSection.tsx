/** Password, address, data, and the ways to go. */
import { PasswordChange } from "./PasswordChange";

export function AccountSection() {
  return <PasswordChange />;
}
