import type { Path } from "../../../document/path.ts";
import { at, has, itemsAt, pairsAt, type Raw, textsBelow } from "./raw.ts";

/** A kind of place where templates may stand, by what exists there beyond the environment, the rails and the service itself. */
export type PlaceKind =
  | "url"
  | "header"
  | "start"
  | "account"
  | "login"
  | "payout"
  | "poll"
  | "balance"
  | "selector"
  | "list"
  | "fund"
  | "injection"
  | "books";

/** A text that may hold templates. */
export interface Place {
  readonly kind: PlaceKind;
  readonly path: Path;
  readonly text: string;
  /** The names that earlier calls have captured. */
  readonly captures: readonly string[];
}

const callKeys = ["call", "query", "headers", "body", "form"] as const;

/** Every text of a file that may hold templates. */
export function templatePlaces(file: Raw): readonly Place[] {
  const session = captured(file, "login");
  const below = (kind: PlaceKind, path: Path, captures: readonly string[] = session) => {
    return textsBelow(at(file, ...steps(path)), path).map(
      ([each, text]): Place => ({ kind, path: each, text, captures }),
    );
  };
  const call = (kind: PlaceKind, path: Path, captures?: readonly string[]) => [
    // A call may be its line alone.
    ...(typeof at(file, ...steps(path)) === "string" ? below(kind, path, captures) : []),
    ...callKeys.flatMap((key) => below(kind, [...path, key], captures)),
    ...below(kind, [...path, "graphql", "variables"], captures),
  ];
  const line = (kind: PlaceKind, path: Path) =>
    typeof at(file, ...steps(path)) === "string" ? below(kind, path, []) : [];
  const all = [
    ...session,
    ...itemsAt(file, "payout", "steps").flatMap((_, index) => captured(file, "payout", "steps", index)),
  ];
  return [
    ...below("url", ["url"], []),
    ...below("header", ["headers"]),
    ...["command", "env", "ready", "before", "kill", "restart", "stop"].flatMap((key) =>
      below("start", ["start", key], []),
    ),
    ...pairsAt(file, "accounts").flatMap(([id]) => below("account", ["accounts", id], [])),
    ...call("login", ["login"], []),
    ...call("payout", ["payout"]),
    ...stepPlaces(file, session, call),
    ...call("poll", ["poll"], all),
    ...call("poll", ["lookup"], all),
    ...call("balance", ["balance"]),
    ...["entries", "payouts"].flatMap((key) => call("list", [key])),
    ...["available", "held"].flatMap((key) => [
      ...below("selector", ["balance", key, "select"], []),
      ...line("selector", ["balance", key]),
    ]),
    ...["entries", "payouts"].flatMap((key) => line("selector", [key, "list"])),
    ...call("list", ["entries", "newest"]),
    ...call("list", ["payouts", "pending"]),
    ...call("fund", ["fund"]),
    ...["read", "set"].flatMap((key) => call("injection", ["injection", key])),
    ...below("books", ["books", "database"], []),
  ];
}

function stepPlaces(
  file: Raw,
  session: readonly string[],
  call: (kind: PlaceKind, path: Path, captures: readonly string[]) => readonly Place[],
): readonly Place[] {
  return itemsAt(file, "payout", "steps").flatMap((_, index, all) => {
    const earlier = all.slice(0, index).flatMap((__, before) => captured(file, "payout", "steps", before));
    return call("payout", ["payout", "steps", index], [...session, ...earlier]);
  });
}

function captured(file: Raw, ...path: readonly (string | number)[]): readonly string[] {
  return pairsAt(file, ...path, "capture").map(([name]) => name);
}

function steps(path: Path): readonly (string | number)[] {
  return path.map((step) => (typeof step === "number" ? step : String(step)));
}

/** Whether the file has a payout id for later calls. */
export function hasPayoutId(file: Raw): boolean {
  return has(file, "payout", "id");
}
