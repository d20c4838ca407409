import { Smile } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { IconButton } from "../../../../components/IconButton";
import { Popover } from "../../../../components/Popover";
import { t } from "../../../../i18n";

const EmojiPicker = lazy(() => import("../../../../emoji/EmojiPicker"));

/** Opens the emoji; each that is picked goes into the field. */
export function EmojiButton({ onPick }: { onPick: (emoji: string) => void }) {
  const [anchor, setAnchor] = useState<DOMRect | null>(null);
  return (
    <>
      <IconButton
        label={t("conversation.composer.emoji")}
        icon={<Smile />}
        aria-expanded={anchor !== null}
        onClick={(event) => setAnchor(event.currentTarget.getBoundingClientRect())}
      />
      {anchor !== null && (
        <Popover label={t("conversation.composer.emoji")} anchor={anchor} onClose={() => setAnchor(null)}>
          <Suspense>
            <EmojiPicker
              onPick={(emoji) => {
                setAnchor(null);
                onPick(emoji);
              }}
            />
          </Suspense>
        </Popover>
      )}
    </>
  );
}
