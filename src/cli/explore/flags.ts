import { freshSeed } from "../../domain/random.ts";
import type { StrategyName } from "../../domain/strategy.ts";
import { type TroubleName, troubleNames } from "../../explore/menu.ts";
import type { SearchName } from "../../explore/search.ts";
import { shellWord } from "../../text/shell-word.ts";
import { suggestion, UsageError } from "../errors.ts";

/** The flags of `explore`. */
export interface ExploreFlags {
  readonly strategy?: StrategyName;
  readonly set: readonly string[];
  readonly schedules?: number;
  /** In milliseconds. */
  readonly for?: number;
  readonly search?: SearchName;
  readonly depth?: number;
  readonly seed?: number;
  readonly fault?: readonly string[];
  readonly all?: boolean;
  /** The file for the smallest scenario that shows the first finding. */
  readonly save?: string;
  /** A saved scenario or a journal, in place of everything else. */
  readonly replay?: string;
  readonly reporter: readonly string[];
}

/** What the flags say, with every default. */
export interface ExploreSettings {
  readonly strategy: StrategyName | undefined;
  /** Overrides of the given scenarios. */
  readonly set: readonly string[];
  readonly limit: { readonly schedules?: number; readonly forMs?: number };
  readonly search: SearchName;
  readonly depth: number;
  readonly seed: number;
  /** What the drawn scenarios are about; undefined for everything. */
  readonly faults: readonly TroubleName[] | undefined;
  readonly all: boolean;
  readonly save: string | undefined;
}

/** How long to explore where nothing is said. */
const DEFAULT_MS = 10_000;

/** As much as finds most bugs (PCT), and as much as ends within minutes. */
const defaultDepths: Readonly<Record<SearchName, number>> = { random: 1, pct: 3, exhaustive: 2 };

/** Reads the flags. @throws UsageError if they contradict each other */
export function readFlags(names: readonly string[], flags: ExploreFlags): ExploreSettings {
  const { schedules, for: forMs, search = "random", depth = defaultDepths[search] } = flags;
  if (schedules !== undefined && forMs !== undefined)
    throw new UsageError("--schedules cannot be combined with --for: leave one of them out");
  if (flags.depth !== undefined && search === "random")
    throw new UsageError("--depth needs --search pct or --search exhaustive: leave it out, or add one of them");
  if (search === "exhaustive" && names.length === 0)
    throw new UsageError("--search exhaustive needs a scenario: name one with a few payouts");
  if (flags.set.length > 0 && names.length === 0)
    throw new UsageError("--set needs a scenario to override: name one, or leave it out");
  return {
    ...{ strategy: flags.strategy, set: flags.set },
    limit: limitOf(flags, search),
    ...{ search, depth, seed: flags.seed ?? freshSeed() },
    faults: flags.fault && faultsOf(flags.fault, names),
    all: flags.all === true,
    save: flags.save,
  };
}

/** An exhaustive search comes to its end by itself. */
function limitOf({ schedules, for: forMs }: ExploreFlags, search: SearchName): ExploreSettings["limit"] {
  if (schedules !== undefined) return { schedules };
  if (forMs !== undefined) return { forMs };
  return search === "exhaustive" ? {} : { forMs: DEFAULT_MS };
}

function faultsOf(names: readonly string[], scenarios: readonly string[]): readonly TroubleName[] {
  if (scenarios.length > 0)
    throw new UsageError("--fault cannot be combined with scenarios, which have their own: leave one of them out");
  return names.map((name) => {
    const known = troubleNames.find((each) => each === name);
    if (known === undefined) throw new UsageError(`there is no fault "${name}": ${suggestion(name, troubleNames)}`);
    return known;
  });
}

/** The command that tries the same schedules again. */
export function exploreAgain(
  names: readonly string[],
  { strategy, set, search, depth, seed, limit, faults = [], all }: ExploreSettings,
  schedules: number,
): string {
  const words = ["npx", "chaos-payout", "explore", ...names.map(shellWord)];
  for (const assignment of set) words.push("--set", shellWord(assignment));
  if (strategy !== undefined) words.push("--strategy", strategy);
  if (search !== "random") words.push("--search", search, "--depth", String(depth));
  if (faults.length > 0) words.push("--fault", ...faults);
  if (all) words.push("--all");
  // What ends by itself ends at the same schedule again.
  const endsItself = search === "exhaustive" && limit.schedules === undefined && limit.forMs === undefined;
  if (!endsItself) words.push("--schedules", String(schedules));
  return [...words, "--seed", String(seed)].join(" ");
}
