import { onTestFinished } from "vitest";
import { systemClock } from "../../src/domain/clock.ts";
import type { ChargeRule } from "../../src/domain/fee.ts";
import { satsOf } from "../../src/domain/money.ts";
import { seededChance } from "../../src/domain/random.ts";
import type { StrategyName } from "../../src/domain/strategy.ts";
import type { FaultSwitch } from "../../src/embedded/demo/failure-injection.ts";
import { createDemo } from "../../src/embedded/demo/index.ts";
import type { RateLimit } from "../../src/embedded/demo/rate-limit.ts";
import type { ProjectOpening } from "../../src/embedded/ledger/balances.ts";
import type { Store } from "../../src/embedded/ledger/store.ts";
import { startApi } from "../../src/embedded/server.ts";
import { type FaultSetting, noFaults } from "../../src/rail/core/seeded-faults.ts";
import type { Rail } from "../../src/rail/port.ts";
import { temporaryStore } from "./ledger/temporary-ledger.ts";
import { type ScriptedRail, scriptedRail } from "./scripted-rail.ts";

/** An answer, with its body parsed where it is JSON. */
export interface Answered {
  readonly status: number;
  readonly body: unknown;
}

interface Wanted {
  readonly strategy?: StrategyName;
  readonly faults?: FaultSwitch;
  readonly projects?: readonly ProjectOpening[];
  readonly rail?: Rail;
  readonly rateLimit?: RateLimit;
  readonly store?: Store;
  readonly fee?: ChargeRule | undefined;
  /** Default: the demo extension. */
  readonly hasDemo?: false;
}

/** A fault switch without a node behind it. */
export function faultSwitch(): FaultSwitch {
  let setting: FaultSetting = noFaults;
  return {
    get setting() {
      return setting;
    },
    change(next) {
      setting = next;
    },
  };
}

/** A payout API on a free port and a ledger of its own, gone when the test is over. */
export async function runningApi(wanted: Wanted = {}) {
  const store = wanted.store ?? temporaryStore();
  const rail: ScriptedRail = scriptedRail();
  const bugs: unknown[] = [];
  const troubles: string[] = [];
  const api = await startApi({
    store,
    rail: wanted.rail ?? rail,
    clock: systemClock,
    chance: seededChance(1),
    strategy: wanted.strategy ?? "naive",
    fee: wanted.fee,
    extension:
      wanted.hasDemo === false
        ? undefined
        : createDemo({ clock: systemClock, faults: wanted.faults, rateLimit: wanted.rateLimit }),
    projects: wanted.projects ?? [{ projectId: "project_test_001", balanceMsat: 100_000_000 }],
    host: "127.0.0.1",
    port: 0,
    onBug: (error) => bugs.push(error),
    onStorageFailure: (message) => troubles.push(message),
  });
  onTestFinished(async () => {
    await api.close(1_000);
  });
  const call = (method: string, path: string, body?: unknown): Promise<Answered> =>
    answered(
      fetch(`${api.url}${path}`, {
        method,
        ...(body === undefined ? {} : { headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
      }),
    );
  return {
    api,
    store,
    rail,
    bugs,
    troubles,
    call,
    pay: (different: Readonly<Record<string, unknown>> = {}) =>
      call("POST", "/api/v1/payouts", { ...payoutBody, ...different }),
    raw: (path: string, init: RequestInit) => answered(fetch(`${api.url}${path}`, init)),
    balance: async () => satsOf((await store.balance("project_test_001"))?.balanceMsat ?? Number.NaN),
  };
}

/** What the tests pay, but for what they want different. */
const payoutBody = {
  gamertag: "alice",
  amount: 1000,
  projectId: "project_test_001",
  idempotencyKey: "key_1",
} as const;

async function answered(responding: Promise<Response>): Promise<Answered> {
  const response = await responding;
  const isJson = response.headers.get("content-type")?.startsWith("application/json") === true;
  return { status: response.status, body: isJson ? await response.json() : await response.text() };
}
