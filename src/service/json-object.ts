/**
 * The JSON object in a text; undefined for anything else: other JSON, text that is cut short, and an object that has the same key twice,
 * of which one reader sees the first value and another one the last.
 */
export function parseObject(body: string): Readonly<Record<string, unknown>> | undefined {
  const value = parseJson(body);
  return isObject(value) ? value : undefined;
}

/** Any JSON value in a text, `null` included; undefined for text that is none, or has an object with the same key twice. */
export function parseJson(body: string): unknown {
  try {
    const value: unknown = JSON.parse(body);
    return hasAllKeys(body, value) || !hasKeyTwice(body) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** True for an object that is neither null nor an array. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value as an object; an empty one when it is none. */
export function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return isObject(value) ? value : {};
}

/** The value as text, of a number as well; "" when it is neither. */
export function textOf(value: unknown): string {
  return typeof value === "string" ? value : typeof value === "number" ? String(value) : "";
}

/**
 * Whether a value has as many keys as its text seems to have, so that none was dropped. What looks like a key within a string makes it seem
 * more of them, and never fewer; then the exact look that follows is needed, which takes ten times as long.
 */
function hasAllKeys(json: string, value: unknown): boolean {
  return seemingKeys(json) === countKeys(value);
}

/** How many colons follow a quotation mark, with nothing but whitespace between. */
function seemingKeys(json: string): number {
  let keys = 0;
  for (let at = json.indexOf(":"); at !== -1; at = json.indexOf(":", at + 1)) {
    let before = at - 1;
    while (json.charCodeAt(before) <= 0x20) before -= 1;
    if (json.charCodeAt(before) === QUOTE) keys += 1;
  }
  return keys;
}

function countKeys(value: unknown): number {
  if (typeof value !== "object" || value === null) return 0;
  let keys = 0;
  if (Array.isArray(value)) for (const each of value) keys += countKeys(each);
  else for (const each of Object.values(value)) keys += 1 + countKeys(each);
  return keys;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;
const OPEN = 0x7b;
const CLOSE = 0x7d;

/** Whether any object of a valid JSON text names one of its keys twice. `JSON.parse` would keep the last of them and say nothing. */
function hasKeyTwice(json: string): boolean {
  const open: Set<string>[] = [];
  for (let at = 0; at < json.length; at += 1) {
    const character = json.charCodeAt(at);
    if (character === OPEN) open.push(new Set());
    else if (character === CLOSE) open.pop();
    else if (character === QUOTE) {
      const end = endOfString(json, at);
      if (isFollowedByColon(json, end)) {
        const key = keyOf(json.slice(at, end + 1));
        const keys = open.at(-1);
        if (keys?.has(key)) return true;
        keys?.add(key);
      }
      at = end;
    }
  }
  return false;
}

/** Where the closing quotation mark of the string that begins at `at` is. */
function endOfString(json: string, at: number): number {
  let end = at + 1;
  while (json.charCodeAt(end) !== QUOTE) end += json.charCodeAt(end) === BACKSLASH ? 2 : 1;
  return end;
}

function isFollowedByColon(json: string, end: number): boolean {
  let next = end + 1;
  while (json.charCodeAt(next) <= 0x20) next += 1;
  return json.charCodeAt(next) === COLON;
}

/** A key without its quotation marks; the same key may be written in several ways. */
function keyOf(quoted: string): string {
  return quoted.includes("\\") ? String(JSON.parse(quoted)) : quoted.slice(1, -1);
}
