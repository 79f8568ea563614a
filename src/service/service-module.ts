import { isAbsolute, join } from "node:path";
import { pathToFileURL } from "node:url";
import { type AnswerReason, answerReasons, type Outcome, outcomes } from "../domain/outcome.ts";
import type { Headers } from "../http/exchange.ts";
import type { HttpRequest } from "./http-request.ts";
import { isObject, parseJson } from "./json-object.ts";
import type { Meaning } from "./service-file.ts";
import { TargetError } from "./target.ts";

/** A request as a module sees it, and may answer it with something changed: a signature in the headers, say. */
export interface ModuleRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The text of the body; null for none. */
  readonly body: string | null;
}

/** An answer to a payout as a module sees it. */
export interface ModuleAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
  /** The body as JSON; undefined where it is none. */
  readonly json: unknown;
}

/** What a service file's module does in place of declarations. Its errors are `TargetError`s that name it. */
export interface ServiceModule {
  readonly prepare: ((request: HttpRequest) => Promise<HttpRequest>) | undefined;
  /** What an answer means; undefined leaves it to the declarations. */
  readonly classify: ((answer: Omit<ModuleAnswer, "json">) => Meaning | undefined) | undefined;
}

/** No module. */
export const noModule: ServiceModule = { prepare: undefined, classify: undefined };

/** Loads the module of a service file. @throws TargetError */
export async function loadModule(folder: string, path: string): Promise<ServiceModule> {
  const named = (reason: string) => new TargetError("nonsense", `the module ${path} ${reason}`);
  let loaded: unknown;
  try {
    loaded = await import(pathToFileURL(isAbsolute(path) ? path : join(folder, path)).href);
  } catch (error) {
    throw named(`cannot be loaded: ${reasonOf(error)}`);
  }
  const { prepare, classify } = loaded as Readonly<Record<string, unknown>>;
  for (const [name, hook] of Object.entries({ prepare, classify })) {
    if (hook !== undefined && typeof hook !== "function") throw named(`exports ${name}, which must be a function`);
  }
  if (prepare === undefined && classify === undefined) throw named("exports neither prepare nor classify");
  return {
    prepare: isHook(prepare) ? (request) => prepared(prepare, request, named) : undefined,
    classify: isHook(classify) ? (answer) => classified(classify, answer, named) : undefined,
  };
}

type Hook = (argument: ModuleRequest | ModuleAnswer) => unknown;

function isHook(value: unknown): value is Hook {
  return typeof value === "function";
}

type Named = (reason: string) => TargetError;

async function prepared(prepare: Hook, request: HttpRequest, named: Named): Promise<HttpRequest> {
  const { method, origin, path, headers, body } = request;
  const given: ModuleRequest = { method, url: origin + path, headers: { ...headers }, body };
  const made = await tried(() => prepare(given), "prepare", named);
  if (!isObject(made)) throw named("must answer prepare(request) with a request");
  const changed = { ...given, ...made };
  if (!URL.canParse(changed.url)) throw named("made a request whose url is no address");
  const { origin: to, pathname, search } = new URL(changed.url);
  const isBody = changed.body === null || typeof changed.body === "string";
  if (!isBody || !isObject(changed.headers))
    throw named("made a request whose body is no text, or whose headers are no object");
  return {
    method: request.method,
    origin: to,
    path: pathname + search,
    headers: textsOf(changed.headers),
    body: changed.body,
  };
}

function textsOf(headers: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]));
}

function classified(classify: Hook, answer: Omit<ModuleAnswer, "json">, named: Named): Meaning | undefined {
  const given: ModuleAnswer = { ...answer, json: parseJson(answer.body) };
  let meaning: unknown;
  try {
    meaning = classify(given);
  } catch (error) {
    throw named(`failed in classify: ${reasonOf(error)}`);
  }
  if (meaning === undefined || meaning === null) return undefined;
  const { means, because } = isObject(meaning) ? meaning : {};
  if (!isOutcome(means)) throw named(`must answer classify(answer) with { means: ${outcomes.join(" | ")} }`);
  return { means, because: isReason(because) ? because : defaultReason[means] };
}

const defaultReason: Readonly<Record<Outcome, AnswerReason>> = {
  paid: "none",
  pending: "none",
  refused: "rejected",
  unknown: "service-error",
};

function isOutcome(word: unknown): word is Outcome {
  return outcomes.some((outcome) => outcome === word);
}

function isReason(word: unknown): word is AnswerReason {
  return answerReasons.some((reason) => reason === word);
}

async function tried(run: () => unknown, name: string, named: Named): Promise<unknown> {
  try {
    return await run();
  } catch (error) {
    throw named(`failed in ${name}: ${reasonOf(error)}`);
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
