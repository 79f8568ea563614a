import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { declarablePaymentFaults } from "../../src/domain/payment-fault.ts";
import { type JsonRun, type JsonScenario, runJson, temporaryFolder } from "../e2e/program.ts";
import { startPostgres, type TestServer } from "../postgres.ts";

/** The scenarios of priority P1. */
export const p1 = ["timeout-after-charge", "concurrent-timeouts", "timeout-retry", "spike-timeout"] as const;

/** Every fault of a payment, each as a scenario of its own. */
export const faults = declarablePaymentFaults;

/** What each version of a service is told to be, and what is found in it: one word for every scenario. */
export interface Example {
  readonly name: string;
  /** The variable that makes it wrong. */
  readonly bug: string;
  readonly needsPostgres?: boolean;
  /** By version, "" for the right one, and by scenario: the kinds of findings, or `balanced`. */
  readonly versions: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** A scenario for one fault, that two payouts of twelve meet. */
const ofFault = (fault: string) => `name: ${fault}
projects: { ${fault}: { balance: 200_000 } }
payouts: { amount: 1000 }
load: [{ name: all, payouts: 12, concurrency: 6, faults: { ${fault}: 2 } }]
`;

type AtTheEnd = (end: () => Promise<void> | void) => void;

/** What the tests of an example share: a server for its ledger where it needs one. */
export async function startedFor(example: Example, atTheEnd: AtTheEnd): Promise<TestServer | undefined> {
  return example.needsPostgres === true ? startPostgres(atTheEnd) : undefined;
}

/** Runs one version of an example against these scenarios, as a user would: the program, the service file, nothing else. */
export async function judged(
  { name, bug }: Example,
  version: string,
  scenarios: readonly string[],
  { server, atTheEnd }: { readonly server: TestServer | undefined; readonly atTheEnd: AtTheEnd },
): Promise<JsonRun> {
  const folder = temporaryFolder(atTheEnd);
  const files = scenarios.map((scenario) => {
    const file = join(folder, `${scenario}.yaml`);
    const isFault = (faults as readonly string[]).includes(scenario);
    if (isFault) writeFileSync(file, ofFault(scenario));
    return isFault ? file : scenario;
  });
  const database = server === undefined ? join(folder, "ledger.db") : (await server.database()).url;
  const env = {
    [bug]: version,
    DATABASE_URL: database,
    WALLET_DB: database,
    GAME_DB: database,
    WALLET_TOKEN: "a-token-for-tests",
    WALLET_PASSWORD: "a-password-for-tests",
  };
  const small = ["--payouts", "60", "--concurrency", "10", "--set", "client.timeout=12s"];
  const file = `examples/${name}/${name}.service.yaml`;
  return runJson([...files, "--service", file, ...small], { env }, atTheEnd);
}

/** What was found in a scenario: the kinds of findings in their order, or the verdict where there are none, and every doubt. */
export function told({ verdict, findings, inconclusiveBecause }: JsonScenario): string {
  const kinds = findings.map(({ kind }) => kind).join(", ");
  return [kinds === "" ? verdict : kinds, ...inconclusiveBecause].join("; ");
}
