import type { Clock } from "../../domain/clock.ts";
import type { DialectName } from "../../domain/dialect.ts";
import type { LightningNode } from "../core/node.ts";
import type { ImpossibleFaults } from "../impossible-faults.ts";
import type { Certificate } from "../payees/certificate.ts";
import type { PayeeBook } from "../payees/payee-book.ts";

/** What all dialects share: one node, which settles, fails, stalls and remembers, and the payees that it can pay. */
export interface RailCore {
  readonly node: LightningNode;
  readonly payees: PayeeBook;
  readonly clock: Clock;
}

/** How a dialect listens. */
export interface ListenOptions {
  /** Default 127.0.0.1. */
  readonly host?: string | undefined;
  /** Default: any free port. */
  readonly port?: number | undefined;
  /** Serves over TLS with this certificate; plain where undefined. */
  readonly tls?: Certificate | undefined;
  /** The credential that a service has to send (macaroon, rune, key or password); any is accepted where undefined. */
  readonly credential?: string | undefined;
  /** After how long a payment is answered as pending, where the real provider does not wait for its end; the dialect has its own default. */
  readonly pendingAfterMs?: number | undefined;
}

/** A dialect that listens. */
export interface ListeningDialect {
  /** Without a trailing slash. */
  readonly url: string;
  readonly port: number;
  /** Destroys every connection and stops listening. The node does not take this for a disconnect. */
  close(): Promise<void>;
}

/**
 * A face of the rail: it parses a request, asks the core, and shapes the answer as the real provider does. It decides nothing about payments.
 * A new dialect is a file, a line in `index.ts`, its page and its test.
 */
export interface Dialect {
  readonly name: DialectName;
  /** Whose interface it is and how payments are made, in one sentence. */
  readonly summary: string;
  /** What the credential is called there: `macaroon`, `rune`, `key`, `password`. */
  readonly credential: "macaroon" | "rune" | "key" | "password";
  /** True where real nodes are always reached over TLS. */
  readonly tls: boolean;
  /** The faults that it cannot show, because the real provider cannot either. They never happen there. */
  readonly cannot: ImpossibleFaults;
  /** Rejects when the port is taken, with the system's error (`EADDRINUSE`). */
  listen(core: RailCore, options: ListenOptions): Promise<ListeningDialect>;
}
