import { resolve } from "node:path";
import { isLoopback } from "../domain/loopback.ts";
import type { CommandLine } from "../processes/orphan-guard.ts";
import { type ServiceFleet, type ServiceOptions, startService } from "../processes/service-fleet.ts";
import type { InstanceCommand } from "../processes/service-instance.ts";
import { type Redact, Secrets } from "../service/secrets.ts";
import type { ServiceFile, StartOptions, Template } from "../service/service-file.ts";
import { TargetError } from "../service/target.ts";
import { fillText, type InstanceScope, type ServiceScope } from "./service-scope.ts";
import type { ServiceUnderTest } from "./service-under-test.ts";

/** What a start needs besides the file. */
export interface StartContext extends Pick<ServiceOptions, "abandon" | "clock" | "interruptions" | "observe"> {
  readonly scope: ServiceScope;
  /** How many at least. */
  readonly instances: number;
}

/** Starts a service as its file says; null where it says nothing of that, or the service runs already. @throws TargetError */
export async function startDescribed(
  { service, url, environment }: ServiceUnderTest,
  { scope, instances: atLeast, ...rest }: StartContext,
): Promise<ServiceFleet | null> {
  const { start } = service;
  if (start === null || url !== undefined) return null;
  const instances = Math.max(start.instances, atLeast);
  refuseImpossible(service, start, rest.interruptions, instances);
  return startService({
    ...rest,
    folder: resolve(service.folder, start.folder),
    before: start.before.map((words) => filledLine(words, (text) => fillText(text, scope, null))),
    instances,
    port: fixedPort(service.url),
    commandOf: (port, instance) => commandOf(start, scope, { port, instance }, service.url),
    readyWithinMs: start.readyWithinMs,
    redact: redactorOf(service, environment),
  });
}

/** @throws TargetError for what this service cannot do, however it is started */
function refuseImpossible(
  service: ServiceFile,
  start: StartOptions,
  interruptions: StartContext["interruptions"],
  instances: number,
) {
  if (start.kill !== null && interruptions.some(({ how }) => how === "pause")) {
    throw new TargetError("unreachable", "a service with a kill line of its own cannot be paused: use how: kill");
  }
  if (instances > 1 && fixedPort(service.url) !== null) {
    throw new TargetError(
      "unreachable",
      `${instances} instances cannot share the port in ${service.url}: write http://127.0.0.1:\${service.port}, and give them that port`,
    );
  }
}

/** The port in an address of this machine that names one itself; null for one that we choose. */
function fixedPort(url: Template): number | null {
  if (url.includes("${") || !URL.canParse(url)) return null;
  const { hostname, port } = new URL(url);
  return isLoopback(hostname) && port !== "" ? Number(port) : null;
}

function commandOf(start: StartOptions, scope: ServiceScope, of: InstanceScope, url: Template): InstanceCommand {
  const fill = (text: Template) => fillText(text, scope, of);
  const line = (words: CommandLine) => filledLine(words, fill);
  const optional = (words: StartOptions["stop"]) => (words === null ? null : line(words));
  const { kill } = start;
  return {
    command: line(start.command),
    env: Object.fromEntries(Object.entries(start.env).map(([name, text]) => [name, fill(text)])),
    ready: start.ready === null ? null : new URL(fill(start.ready), fill(url)).href,
    mayDetach: kill !== null || start.stop !== null,
    kill: kill === null ? null : () => line(kill),
    restart: optional(start.restart),
    stop: optional(start.stop),
  };
}

function filledLine([program, ...words]: CommandLine, fill: (text: Template) => string): CommandLine {
  return [fill(program), ...words.map(fill)];
}

/** What the service prints may have the secrets in it that it was given. */
export function redactorOf(service: ServiceFile, environment: ServiceUnderTest["environment"]): Redact {
  const secrets = new Secrets();
  for (const [, name = ""] of JSON.stringify(service).matchAll(/\$\{env:(\w+)/g)) secrets.add(environment[name] ?? "");
  return secrets.redact;
}
