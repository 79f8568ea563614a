/** Bytes as text, for a runtime without Buffer or TextDecoder. */

/** The text of UTF-8; undefined for bytes that are none. */
export function utf8Text(bytes: Uint8Array): string | undefined {
  let text = "";
  let isAscii = true;
  for (const byte of bytes) {
    isAscii &&= byte < 128 && byte !== PERCENT;
    text += String.fromCharCode(byte);
  }
  if (isAscii) return text;
  try {
    return decodeURIComponent(text.replace(/[%\u0080-\u00ff]/g, escaped));
  } catch (error) {
    if (error instanceof URIError) return undefined;
    throw error;
  }
}

const PERCENT = 37;

function escaped(byte: string): string {
  return `%${byte.charCodeAt(0).toString(16).padStart(2, "0")}`;
}

const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** The bytes of a Base64 text. Like Node's, it takes both alphabets and leaves out what is in neither. */
export function base64Bytes(text: string): Uint8Array {
  const bytes: number[] = [];
  let bits = 0;
  let count = 0;
  for (const character of text.replace(/=.*$/s, "").replace(/-/g, "+").replace(/_/g, "/")) {
    const digit = DIGITS.indexOf(character);
    if (digit === -1) continue;
    bits = ((bits << 6) | digit) & 0xffff;
    count += 6;
    if (count < 8) continue;
    count -= 8;
    bytes.push((bits >> count) & 0xff);
  }
  return Uint8Array.from(bytes);
}
