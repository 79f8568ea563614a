import type { Path } from "../../../document/path.ts";
import { isRecord } from "../../../document/tree.ts";
import { at, type Check, type Mistake, pairsAt, type Raw, textAt } from "./raw.ts";

const SECRET_HEADER = /^(?:proxy-)?authorization$|api-?key|macaroon|token|secret|password|^rune$|^cookie$/i;
const SECRET_FIELD =
  /^(?:password|secret|api[-_]?key|admin[-_]?key|(?:client|app)[-_]?secret|private[-_]?key|access[-_]?token|macaroon|rune)$/i;

/** Secrets come from the environment and are never in the file. */
export const secrets: Check = (file) => {
  const calls: readonly Path[] = [
    ["login"],
    ["payout"],
    ["poll"],
    ["lookup"],
    ["balance"],
    ["entries"],
    ["payouts"],
    ["fund"],
  ];
  const steps = pairsOfList(at(file, "payout", "steps")).map(([index]): Path => ["payout", "steps", index]);
  return [
    ...inMap(file, ["headers"], SECRET_HEADER),
    ...[...calls, ...steps].flatMap((path) => [
      ...inMap(file, [...path, "headers"], SECRET_HEADER),
      ...inMap(file, [...path, "body"], SECRET_FIELD),
      ...inMap(file, [...path, "form"], SECRET_FIELD),
      ...inMap(file, [...path, "query"], SECRET_FIELD),
    ]),
    ...pairsAt(file, "accounts").flatMap(([id]) => inMap(file, ["accounts", id], SECRET_HEADER)),
    ...inDatabase(file),
  ];
};

function pairsOfList(list: Raw): readonly (readonly [number, Raw])[] {
  return Array.isArray(list) ? [...list.entries()] : [];
}

/** The literals of a map whose keys are those of secrets. */
function inMap(file: Raw, path: Path, secret: RegExp): readonly Mistake[] {
  const map = at(file, ...path.map((step) => (typeof step === "number" ? step : String(step))));
  if (!isRecord(map)) return [];
  return Object.entries(map).flatMap(([key, value]) => {
    if (!secret.test(key) || !isLiteral(value)) return [];
    return [
      {
        path: [...path, key],
        message: `${key} is a secret, and secrets come from the environment: write ${wayOut(key, String(value))}`,
      },
    ];
  });
}

function isLiteral(value: Raw): boolean {
  if (typeof value === "number") return true;
  return typeof value === "string" && value !== "" && !value.includes("${");
}

/** The same with a variable. What stands before a blank says how it is sent: `Bearer`. */
function wayOut(key: string, value: string): string {
  const scheme = /^(Bearer|Basic|Token|Rune|Macaroon) /i.exec(value)?.[0] ?? "";
  const name = /^authorization$/i.test(key) ? "TOKEN" : key.toUpperCase().replaceAll(/[^A-Z0-9]+/g, "_");
  return `"${scheme}\${env:${name}}"`;
}

function inDatabase(file: Raw): readonly Mistake[] {
  const database = textAt(file, "books", "database");
  if (!/^\w+:\/\/[^/@\s]*:[^/@\s$]+@/.test(database)) return [];
  const message = `a password is a secret, and secrets come from the environment: write database: "\${env:DATABASE_URL}"`;
  return [{ path: ["books", "database"], message }];
}
