import type { Raw } from "./exchanges.ts";
import type { HttpRequest, MakeRequest } from "./http-request.ts";
import { parseJson } from "./json-object.ts";
import { compileSelector, type Select } from "./selector.ts";
import type { Step } from "./service-file.ts";
import { TargetError } from "./target.ts";
import { plainText, templateNames } from "./template.ts";
import type { Scope } from "./variables.ts";

/** What a call has brought for later ones. */
export type Captured = Readonly<Record<string, unknown>>;

/** Takes what a step keeps out of an answer. Undefined where any of it is missing. */
export type Capture = (text: string) => Captured | undefined;

/** Prepares what a step keeps. */
export function compileCapture({ capture }: Step): Capture {
  const selects = Object.entries(capture).map(([name, expression]): [string, Select] => [
    name,
    compileSelector(expression),
  ]);
  return (text) => {
    const body = selects.length === 0 ? undefined : parseJson(text);
    const found = selects.map(([name, select]): [string, unknown] => [name, select(body)]);
    return found.some(([, value]) => value === undefined || value === null) ? undefined : Object.fromEntries(found);
  };
}

/** The login of a service: once before the first call, and again where what it brought is not accepted any more. */
export interface Session {
  /** What the login has brought. @throws TargetError */
  current(scope: Scope): Promise<Captured>;
  /** The same from a new login, unless there has been one since `old`. @throws TargetError */
  renewed(scope: Scope, old: Captured): Promise<Captured>;
}

interface LoginParts {
  readonly login: Step;
  readonly request: MakeRequest;
  readonly send: (request: HttpRequest) => Promise<Raw>;
  /** What it brings is a secret. */
  readonly secret: (value: string) => void;
}

/** A session for all accounts, or one for each where they log in by themselves. */
export function createSession({ login, request, send, secret }: LoginParts): Session {
  const capture = compileCapture(login);
  const isByAccount = usesNames(login.call, (name) => name === "account" || name.startsWith("account."));
  const sessions = new Map<string, Promise<Captured>>();
  const begin = (scope: Scope): Promise<Captured> => {
    const session = logIn(scope);
    sessions.set(keyOf(scope), session);
    // The next call tries again.
    session.catch(() => sessions.delete(keyOf(scope)));
    return session;
  };
  const keyOf = ({ account }: Scope) => (isByAccount ? account : "");
  const logIn = async (scope: Scope): Promise<Captured> => {
    const asked = request({ account: scope.account });
    const raw = await send(asked);
    const what = `the login at ${asked.method} ${asked.path.split("?")[0]}`;
    if (raw.kind === "none") throw new TargetError("unreachable", `${what} got no answer (${raw.code})`);
    if (raw.kind === "unreadable" || raw.status < 200 || raw.status > 299) {
      throw new TargetError("nonsense", `${what} answered ${raw.status}`);
    }
    const found = capture(raw.text);
    if (found === undefined) {
      const names = Object.keys(login.capture).join(", ");
      throw new TargetError("nonsense", `${what} answered ${raw.status} without what is captured of it: ${names}`);
    }
    for (const value of Object.values(found)) secret(plainText(value));
    return found;
  };
  return {
    current: (scope) => sessions.get(keyOf(scope)) ?? begin(scope),
    async renewed(scope, old) {
      const session = sessions.get(keyOf(scope));
      return session === undefined || (await session) === old ? begin(scope) : session;
    },
  };
}

/** Whether any template within a value has one of these names in it. */
export function usesNames(value: unknown, names: (name: string) => boolean): boolean {
  if (typeof value === "string") return templateNames(value).some(({ name }) => names(name));
  return typeof value === "object" && value !== null && Object.values(value).some((each) => usesNames(each, names));
}
