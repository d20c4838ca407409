import { useEffect, useState } from "react";

const SAID_MS = 2_000;

/** A way to copy a text, and whether that was just done; no way on a plain-HTTP address in a local network. */
export function useCopy(text: string): { copied: boolean; copy: (() => void) | null } {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), SAID_MS);
    return () => clearTimeout(timer);
  }, [copied]);
  if (navigator.clipboard === undefined) return { copied, copy: null };
  return { copied, copy: () => void navigator.clipboard.writeText(text).then(() => setCopied(true)) };
}
