import { hash } from "node:crypto";

/** A UUID that is always the same for the same text, in the form of version 4, which clients check for. */
export function uuidOf(text: string): string {
  const hex = hash("sha256", text, "hex");
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `a${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    "-",
  );
}
