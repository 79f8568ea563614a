import { dirname, relative, resolve } from "node:path";
import { renderProblems } from "../../document/problem.ts";
import type { ServiceFile } from "../../service/service-file.ts";
import { BadScenariosError, UsageError } from "../errors.ts";
import { isSystemError, systemReason } from "../system-error.ts";
import { stdoutColumns } from "../terminal/width.ts";
import { readLimited } from "./extends-reader.ts";

/** A service file, and how it was named. */
export interface LoadedService {
  readonly file: string;
  readonly service: ServiceFile;
}

/** Reads and checks a service file. @throws UsageError, with all its problems */
export async function loadServiceFile(file: string, cwd: string): Promise<LoadedService> {
  // Only here: most runs have no service file, and its schema is a third of what a run loads before it starts anything.
  const { parseServiceBytes } = await import("../../service/schema/parse.ts");
  const path = resolve(cwd, file);
  const parsed = parseServiceBytes(bytesOf(path, file), file, { environment: process.env });
  if (parsed.ok) return { file, service: { ...parsed.service, folder: dirname(path) } };
  const text = renderProblems(parsed.problems, stdoutColumns());
  throw new BadScenariosError(`the service file has problems\n\n${text}`, parsed.problems);
}

/** The service of a scenario: that of the command line, or the one that it names, next to the file in which it names it. */
export async function serviceFor(
  chosen: string | undefined,
  scenario: { readonly file: string; readonly service: string | null },
  cwd: string,
): Promise<LoadedService | undefined> {
  if (chosen !== undefined) return loadServiceFile(chosen, cwd);
  if (scenario.service === null) return undefined;
  return loadServiceFile(relative(cwd, resolve(cwd, dirname(scenario.file), scenario.service)), cwd);
}

function bytesOf(path: string, file: string): Uint8Array {
  try {
    return readLimited(path);
  } catch (error) {
    if (isSystemError(error)) throw new UsageError(`${file} cannot be read: ${systemReason(error)}`);
    throw error;
  }
}
