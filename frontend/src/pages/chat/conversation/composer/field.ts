/** Changes what stands in the field the way typing does: undo takes it back. */

export function replaceRange(field: HTMLTextAreaElement, from: number, to: number, text: string): void {
  field.focus();
  field.setSelectionRange(from, to);
  // Deprecated, and still the one way that keeps the browser's undo; where it is missing, undo is.
  if (typeof document.execCommand === "function" && document.execCommand("insertText", false, text)) return;
  field.setRangeText(text, from, to, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

/** Puts marks around what is selected, or takes them away when they stand there. */
export function toggleMark(field: HTMLTextAreaElement, mark: string): void {
  const { value, selectionStart: start, selectionEnd: end } = field;
  const [before, after] = [value.slice(start - mark.length, start), value.slice(end, end + mark.length)];
  if (start >= mark.length && before === mark && after === mark) {
    const bare = value.slice(start, end);
    replaceRange(field, start - mark.length, end + mark.length, bare);
    field.setSelectionRange(start - mark.length, end - mark.length);
  } else {
    replaceRange(field, start, end, mark + value.slice(start, end) + mark);
    field.setSelectionRange(start + mark.length, end + mark.length);
  }
}

/** The marks of the usual keys. */
export const MARKS: Readonly<Record<string, string>> = { b: "**", i: "*", e: "`" };
