import { payoutApiFee } from "../domain/fee.ts";
import type { ScenarioInput } from "../scenario/define.ts";
import { createDice, type Dice } from "./dice.ts";
import { drawCrashes } from "./draw-crashes.ts";
import { type DrawnPhase, drawPhases } from "./draw-phases.ts";
import { drawTrouble, type Trouble } from "./draw-trouble.ts";
import type { Menu } from "./menu.ts";

/**
 * A small scenario, as a person would write one: up to three payouts, of which one or two meet something. The same seed and menu give the
 * same scenario.
 */
export function drawScenario(seed: number, menu: Menu): ScenarioInput {
  const dice = createDice(seed);
  const trouble = drawTrouble(dice, menu);
  const attempts = dice.pick("attempts", [1, 2, 2, 3]);
  const phases = drawPhases(dice, menu, { faults: trouble.faults, attempts });
  const payouts = phases.reduce((sum, phase) => sum + phase.payouts, 0);
  const amount = dice.pick("amount", [1000, 1000, 10, 50.5, 2500]);
  // Payouts that race for the last sats are a scenario of their own.
  const isTight = phases.some(({ concurrency }) => concurrency > 1) && dice.oneIn("race for the last sats", 5);
  const instances = dice.pick("instances", [1, 1, menu.instances]);
  return {
    name: "explored",
    projects: drawProjects(dice, menu, { amount, payouts, isTight }),
    payouts: { amount },
    load: phases.map(({ faults, ...phase }) => (isEmpty(faults) ? phase : { ...phase, faults })),
    ...drawClient(dice, menu, { attempts, trouble }),
    ...(isTight ? { refusals: "expected" as const } : {}),
    ...(menu.isEmbedded ? drawOptions(dice, menu, phases) : {}),
    ...(instances === 1 ? {} : { instances }),
    ...drawCrashes(dice, { crashes: trouble.crashes, instances, payouts }),
  };
}

interface Asked {
  readonly amount: number;
  readonly payouts: number;
  readonly isTight: boolean;
}

/** The projects with plenty for every payout, or with too little for all of them. */
function drawProjects(dice: Dice, { projects }: Menu, { amount, payouts, isTight }: Asked): ScenarioInput["projects"] {
  const isShared = !isTight && payouts > 1 && dice.oneIn("two projects", 5);
  const costSats = Math.ceil(amount * (1 + payoutApiFee.ppm / 1_000_000)) + 1;
  const balance = isTight ? costSats * (payouts - 1) : 300_000;
  return Object.fromEntries(projects.slice(0, isShared ? 2 : 1).map((id) => [id, { balance }]));
}

interface Sent {
  readonly attempts: number;
  readonly trouble: Trouble;
}

/** How the caller retries, and when it gives up: before the service does, or long after. */
function drawClient(
  dice: Dice,
  { keys, isEmbedded }: Menu,
  { attempts, trouble }: Sent,
): Pick<ScenarioInput, "client"> {
  // By default a caller waits for half a minute for a real service, which is too long for hundreds of runs.
  const patient = isEmbedded ? ["default", "default", "3s"] : ["1s", "2s", "3s"];
  const timeout = dice.pick("client timeout", trouble.crashes.length > 0 ? patient : [...patient, "50ms"]);
  const waits = timeout === "default" ? {} : { timeout };
  if (attempts === 1) return isEmpty(waits) ? {} : { client: waits };
  const key = dice.pick("key", keys);
  // Whoever is to reach a process that was restarted has to wait for it.
  const backoff = trouble.crashes.length > 0 ? "200ms" : dice.pick("backoff", ["20ms", "60ms"]);
  const retry = {
    attempts,
    backoff,
    ...(key === "same" ? {} : { key }),
    ...(dice.oneIn("looks before it retries", 6) ? { when: "lookup-says-absent" as const } : {}),
  };
  return { client: { ...waits, retry } };
}

/** The options of the embedded API and of our node, as far as a fault needs them or they make a difference. */
function drawOptions(dice: Dice, menu: Menu, phases: readonly DrawnPhase[]): Pick<ScenarioInput, "api" | "rail"> {
  const faults = phases.flatMap((phase) => Object.entries(phase.faults));
  const tellsService = faults.some(([, fault]) => typeof fault === "object" && fault.to === "service");
  const webhooks = tellsService || (menu.told.includes("service") && dice.oneIn("webhooks", 8));
  const isRechecked = faults.some(([name]) => name === "failed-but-settles") && dice.oneIn("recheck", 2);
  const api = {
    ...(dice.oneIn("short rail timeout", 2) ? { railTimeout: "40ms" } : {}),
    ...(isRechecked ? { recheckAfter: "200ms" } : {}),
    ...(webhooks ? { webhooks } : {}),
  };
  const duplicates = dice.oneIn("other duplicates", 3) ? dice.pick("duplicates", menu.duplicates) : menu.duplicates[0];
  return {
    ...(isEmpty(api) ? {} : { api }),
    ...(duplicates === undefined || duplicates === "reject" ? {} : { rail: { duplicates } }),
  };
}

function isEmpty(map: object): boolean {
  return Object.keys(map).length === 0;
}
