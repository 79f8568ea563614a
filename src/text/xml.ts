/** Text without the characters that no XML 1.0 document can hold, not even escaped. (XML 1.0, section 2.2) */
export function xmlText(text: string): string {
  return text.replace(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, "");
}
