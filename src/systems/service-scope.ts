import { compileText } from "../service/template.ts";

/** What the texts of a service file can name before there is a payout. */
export interface ServiceScope {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** By the name of a rail: `url`, `port`, `macaroon`, … */
  readonly rails: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Where callbacks go; "" where we do not listen. */
  readonly callbacksUrl: string;
}

/** The port and the number of an instance; null where we start none. */
export interface InstanceScope {
  readonly port: number;
  readonly instance: number;
}

/** Fills the texts that start a service: `${service.port}`, `${rails.lnd.url}`, `${callbacks.url}`, `${env:NAME}`. */
export function fillText(text: string, scope: ServiceScope, of: InstanceScope | null): string {
  return compileText(text, (name) => () => textFor(name, scope, of))(undefined);
}

function textFor(name: string, { environment, rails, callbacksUrl }: ServiceScope, of: InstanceScope | null): string {
  if (name.startsWith("env:")) return environment[name.slice("env:".length)] ?? "";
  const [room = "", first = "", second = ""] = name.split(".");
  if (room === "rails") return rails[first]?.[second] ?? "";
  if (room === "callbacks") return callbacksUrl;
  if (room !== "service" || of === null) return "";
  if (first === "port") return String(of.port);
  return first === "url" ? `http://127.0.0.1:${of.port}` : String(of.instance);
}

/** The names that the calls of a service may use as well, with their values. */
export function variablesIn({ rails, callbacksUrl }: ServiceScope): Readonly<Record<string, string>> {
  const named = Object.entries(rails).flatMap(([rail, values]) => {
    return Object.entries(values).map(([name, value]) => [`rails.${rail}.${name}`, value] as const);
  });
  return { ...Object.fromEntries(named), "callbacks.url": callbacksUrl };
}
