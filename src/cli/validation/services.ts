import { dirname, resolve } from "node:path";
import type { DialectName } from "../../domain/dialect.ts";
import { counted } from "../../domain/format.ts";
import type { PayeeKind } from "../../domain/payee.ts";
import { loadService } from "../../service/schema/load.ts";
import type { InvalidService, ParsedService } from "../../service/schema/parse.ts";
import type { ReadScenario } from "../scenarios/load.ts";
import { shownPath } from "../scenarios/resolve.ts";

/** What a service file describes. */
export interface ServiceSummary {
  readonly name: string;
  readonly accounts: number;
  readonly pays: PayeeKind;
  /** Each once; none where the service brings its own provider. */
  readonly dialects: readonly DialectName[];
  /** What cannot be found, and what is not set. */
  readonly notes: readonly string[];
  /** The environment variables that it uses. */
  readonly variables: readonly string[];
}

/** A service file that was read, by its absolute path. */
export interface ReadService {
  readonly path: string;
  readonly file: string;
  readonly result: ParsedService | InvalidService;
}

/** Reads service files, each once. */
export function readServices(paths: readonly string[], cwd: string): Promise<readonly ReadService[]> {
  const absolute = [...new Set(paths.map((path) => resolve(cwd, path)))];
  return Promise.all(
    absolute.map(async (path) => {
      const file = shownPath(path, cwd);
      return { path, file, result: await loadService(path, { name: file }) };
    }),
  );
}

/** The service files that scenarios name, by absolute path: each relative to the file in which it stands. */
export function servicesOf(scenarios: readonly ReadScenario[], cwd: string): readonly string[] {
  return scenarios.flatMap(({ result }) => {
    if (!result.ok || result.scenario.service === null) return [];
    return [resolve(cwd, dirname(result.locate("service").file), result.scenario.service)];
  });
}

/** What a valid service file describes. `environment` is that of the process. */
export function summaryOf(
  { service, notes, variables }: ParsedService,
  environment: Readonly<Record<string, string | undefined>>,
): ServiceSummary {
  const unset = variables.filter((name) => !environment[name]).map((name) => `${name} is not set in the environment`);
  return {
    name: service.name,
    accounts: service.accounts.length,
    pays: service.payees.pay,
    dialects: [...new Set(Object.values(service.rails).map(({ dialect }) => dialect))],
    notes: [...notes, ...unset],
    variables,
  };
}

/** The same in a line. */
export function summaryText({ name, accounts, pays, dialects }: ServiceSummary): string {
  const by = dialects.length === 0 ? "" : ` by ${dialects.join(", ")}`;
  return `service ${name}, ${counted(accounts, "account")}, pays ${pays}${by}`;
}
