import { freshSeed } from "../../domain/random.ts";
import { shellWord } from "../../text/shell-word.ts";
import { UsageError } from "../errors.ts";
import { targetOf, targetWords } from "../run/target.ts";

/** The flags of `explore --service`. */
export interface ExploreServiceFlags {
  readonly service: string;
  readonly target?: string;
  readonly rail?: string;
  readonly allowRemote?: boolean;
  /** In milliseconds. */
  readonly for?: number;
  readonly seed?: number;
  readonly save?: string;
  /** How many processes at once. */
  readonly atOnce?: number;
  /** Variables of the environment that each of them has for itself: `WALLET_DB=/tmp/wallet-{n}.db`. */
  readonly each?: readonly string[];
  readonly reporter?: readonly string[];
  readonly set?: readonly string[];
}

/** What the flags say, with every default. */
export interface ExploreServiceSettings {
  readonly forMs: number;
  readonly seed: number;
  readonly save: string | undefined;
  /** The environment of each process. */
  readonly environments: readonly Readonly<Record<string, string | undefined>>[];
  /** The words of the command that say which service it is. */
  readonly words: readonly string[];
}

const DEFAULT_MS = 60_000;

/** Reads the flags. @throws UsageError if they contradict each other */
export function readServiceFlags(names: readonly string[], flags: ExploreServiceFlags): ExploreServiceSettings {
  refuseOthers(names, flags);
  // Refuses an address that is none.
  targetOf(flags);
  const { atOnce = 1, each = [] } = flags;
  if (atOnce > 1 && flags.target !== undefined)
    throw new UsageError("--at-once cannot be combined with --target: only what we start can run several times");
  if (atOnce > 1 && flags.rail !== undefined)
    throw new UsageError(
      "--at-once cannot be combined with --rail: a rail that runs elsewhere serves one run at a time",
    );
  if (atOnce > 1 && each.length === 0)
    throw new UsageError(
      "--at-once needs --each, because processes with the same books would disturb each other: add --each DATABASE=/tmp/books-{n}.db",
    );
  const own = each.map(readEach);
  const environments = Array.from({ length: atOnce }, (_, index) => {
    const values = own.map(([name, value]) => [name, value.replaceAll("{n}", String(index + 1))] as const);
    return { ...process.env, ...Object.fromEntries(values) };
  });
  return {
    forMs: flags.for ?? DEFAULT_MS,
    seed: flags.seed ?? freshSeed(),
    save: flags.save,
    environments,
    words: targetWords({ ...flags }),
  };
}

/** Refuses what is about a real service where none is named. @throws UsageError */
export function refuseServiceFlags(flags: Partial<ExploreServiceFlags>): void {
  const used = (["target", "rail", "allow-remote", "at-once", "each"] as const).find((name) => {
    return Object.hasOwn(
      flags,
      name.replace(/-(.)/, (_, letter: string) => letter.toUpperCase()),
    );
  });
  if (used === undefined) return;
  throw new UsageError(`--${used} needs --service: without it, the embedded API is explored in virtual time`);
}

/** What only makes sense in virtual time. */
const others = ["strategy", "schedules", "search", "depth", "fault", "all", "replay"] as const;

function refuseOthers(names: readonly string[], flags: ExploreServiceFlags): void {
  if (names.length > 0) throw new UsageError("--service draws its own scenarios: leave the names out, or use run");
  const other = flags.reporter?.find((choice) => choice !== "text");
  if (other !== undefined)
    throw new UsageError(`--reporter ${other} cannot be combined with --service: its report is text`);
  if (flags.set !== undefined && flags.set.length > 0)
    throw new UsageError("--set cannot be combined with --service: it draws its own scenarios");
  const used = others.find((name) => name in flags);
  if (used === undefined) return;
  throw new UsageError(`--${used} cannot be combined with --service: it is for the embedded API in virtual time`);
}

function readEach(text: string): readonly [name: string, value: string] {
  const [, name, value] = /^([A-Za-z_]\w*)=(.*)$/s.exec(text) ?? [];
  if (name !== undefined && value?.includes("{n}") === true) return [name, value];
  throw new UsageError(
    `--each must be a variable and a value with {n} in it, such as DATABASE=/tmp/books-{n}.db (got ${shellWord(text)})`,
  );
}
