import { t } from "../../../i18n";
import { amount } from "../../../i18n/numbers";

/** "4.2/s", or a dash while nothing is known. */
export function perSecond(value: number | null): string {
  return value === null ? t("admin.live.none") : t("admin.live.perSecond", { rate: amount(value) });
}
