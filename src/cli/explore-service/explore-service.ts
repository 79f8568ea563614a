import { systemClock } from "../../domain/clock.ts";
import { createRealDrawing } from "../../explore/draw-real.ts";
import { type Hunted, hunt, isInDoubt } from "../../explore/hunt.ts";
import { createTally } from "../../explore/tally.ts";
import { exitCodes, worstExitCode } from "../exit-code.ts";
import { refuseToSave, save } from "../explore/saving.ts";
import { refuseRemote, serviceUnderTest } from "../run/target.ts";
import { loadServiceFile } from "../scenarios/services.ts";
import { signalExitCode, stoppingMessage, watchSignals } from "../signals.ts";
import { stdoutOptions } from "../terminal/capabilities.ts";
import { serviceMenu } from "./menu.ts";
import { createPlaces } from "./places.ts";
import { savedText } from "./saved.ts";
import { type ExploreServiceFlags, readServiceFlags } from "./settings.ts";
import { type Smallest, smallestOf } from "./smallest.ts";
import { resetText, summaryText } from "./text.ts";

/**
 * Looks for a failure of a real service: draws small scenarios and runs them on the process, makes what fails as small as it gets by running it again,
 * and says how often it fails. Returns the exit code. @throws UsageError; TargetError when the service cannot be started or reached
 */
export async function exploreServiceCommand(names: readonly string[], flags: ExploreServiceFlags): Promise<number> {
  const settings = readServiceFlags(names, flags);
  const { file, service } = await loadServiceFile(flags.service, process.cwd());
  const chosen = serviceUnderTest(service, flags);
  refuseRemote(chosen, flags.allowRemote === true);
  if (settings.save !== undefined) refuseToSave(settings.save);
  const { menu, leftOut } = await serviceMenu(chosen);
  const say = (line: string) => void process.stderr.write(`chaos-payout: ${line}\n`);
  say(resetText(chosen));
  const signals = watchSignals((signal) => void process.stderr.write(`${stoppingMessage(signal)}\n`));
  try {
    const drawing = createRealDrawing(settings.seed, menu);
    const tally = createTally();
    const places = createPlaces(chosen, settings.environments, systemClock);
    const startedMs = systemClock.now();
    const hunted = await hunt({
      draw: drawing.draw,
      ...{ tryAt: places.tryShort, tryLong: places.tryLong, needed: places.isReset ? 1 : 3 },
      ...{ places: settings.environments.length, forMs: settings.forMs, clock: systemClock, stop: signals.stop, tally },
      tried(candidate, tried) {
        drawing.learn(candidate, tried);
        say(places.lineOf(tally.schedules, candidate, tried));
      },
    });
    const huntedMs = Math.round(systemClock.now() - startedMs);
    const smallest = await smallestIn(hunted, places, { forMs: settings.forMs, stop: signals.stop, say });
    const scenario = smallest && savedText(smallest, { words: settings.words, file: settings.save });
    if (scenario !== undefined && settings.save !== undefined) save(settings.save, scenario);
    const seen = { ...{ file, settings, tally, leftOut, dropped: drawing.dropped }, hunted, huntedMs };
    const isStopped = signals.stop.aborted;
    process.stdout.write(
      summaryText({ ...seen, isStopped, smallest, scenario, hints: places.doubts() }, stdoutOptions()),
    );
    const code = codeOf(hunted, tally.verdicts);
    const stoppedBy = signals.stop.aborted ? [signalExitCode(String(signals.stop.reason))] : [];
    return worstExitCode([...stoppedBy, code]);
  } finally {
    signals.close();
  }
}

async function smallestIn(
  { failure }: Hunted,
  places: ReturnType<typeof createPlaces>,
  options: Parameters<typeof smallestOf>[2],
): Promise<Smallest | undefined> {
  return failure === undefined ? undefined : smallestOf(failure, places, options);
}

/** Nothing was found in runs that prove something: as expected. Money that was wrong once is no accusation, and no pass. */
function codeOf(hunted: Hunted, verdicts: { readonly balanced: number }): number {
  const { failure } = hunted;
  if (failure !== undefined) return failure.kind === "stuck-pending" ? exitCodes.stuck : exitCodes.violated;
  return verdicts.balanced > 0 && !isInDoubt(hunted) ? exitCodes.asExpected : exitCodes.inconclusive;
}
