import type { DialectName } from "../../domain/dialect.ts";
import type { Dialect } from "./dialect.ts";

/** Loads a dialect, and with it the packages that only this one needs. */
export type LoadDialect = () => Promise<Dialect>;

/** Every dialect by name. A file of this folder exports one: `async () => (await import("./lnd-grpc.ts")).lndGrpc`. */
const dialects = {
  "lnd-rest": async () => (await import("./lnd-rest.ts")).lndRest,

  "lnd-grpc": async () => (await import("./lnd-grpc.ts")).lndGrpc,

  // Over HTTP, each with its own words.
  "cln-rest": async () => (await import("./cln-rest.ts")).clnRest,
  lnbits: async () => (await import("./lnbits.ts")).lnbits,
  zbd: async () => (await import("./zbd.ts")).zbd,
  phoenixd: async () => (await import("./phoenixd.ts")).phoenixd,
} as const satisfies Record<DialectName, LoadDialect>;

/** Loads the dialect of this name. */
export function loadDialect(name: DialectName): Promise<Dialect> {
  return dialects[name]();
}
