import type { DialectName } from "../../domain/dialect.ts";
import type { Dialect } from "./dialect.ts";
import { startNodeServer } from "./lnd-rest.ts";

/** A dialect that is named but not written yet. */
export function planned(name: DialectName): () => Promise<Dialect> {
  return () => Promise.reject(new Error(`the dialect ${name} is not written yet`));
}

/** LND's REST API as far as it goes: plain, without a credential, and for spontaneous payments. */
export const lndRestForNow: Dialect = {
  name: "lnd-rest",
  summary: "LND's REST API: a payment is a POST whose answer streams its updates",
  credential: "macaroon",
  tls: true,
  listen({ node }, { host = "127.0.0.1", port = 0 }) {
    return startNodeServer(node, { host, port });
  },
};
