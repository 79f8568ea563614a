import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Clock } from "../../domain/clock.ts";
import type { DialectName } from "../../domain/dialect.ts";
import { duplicateHandlings } from "../../domain/duplicate-handling.ts";
import type { Msat } from "../../domain/money.ts";
import { createNode } from "../core/node.ts";
import type { NodeOptions } from "../core/node-options.ts";
import { behindRoute } from "../core/routed-node.ts";
import { noRoutingFee, type RoutingFee, routingFeeMsat } from "../core/routing-fee.ts";
import type { Dialect, RailCore } from "../dialects/dialect.ts";
import { loadDialect } from "../dialects/index.ts";
import { createPayeeBook } from "../payees/book.ts";
import type { Certificate } from "../payees/certificate.ts";
import type { PayeeBook } from "../payees/payee-book.ts";
import { type PayeeServer, startPayeeServer } from "../payees/payee-server.ts";
import { plannedFaults, plannedNews, type RailPlan } from "../planned-faults.ts";
import { credentialsOf } from "./credentials.ts";
import { destinationsOf } from "./destinations.ts";
import type { RailHost, RailObserver, RailVariables } from "./rail-host.ts";

/** One dialect of a rail. */
export interface HostedDialect {
  readonly dialect: DialectName;
  /** Default: as the real provider. */
  readonly tls?: boolean | undefined;
  /** Default: any free port. */
  readonly port?: number | null | undefined;
  readonly routingFee?: RoutingFee | undefined;
  /** True to serve callers without a credential, or with any. */
  readonly isOpen?: boolean | undefined;
  /** After how long a payment is answered as pending, where the dialect does that. */
  readonly pendingAfterMs?: number | null | undefined;
}

/** A rail in this process. */
export interface RailOptions {
  readonly clock: Clock;
  /** The secrets of payees and the credentials follow from it. */
  readonly seed: string;
  /** The dialects by name. */
  readonly rails: Readonly<Record<string, HostedDialect>>;
  /** Who answers for Lightning addresses and LNURLs; nobody where null. Default: over TLS, on any free port. */
  readonly addresses?: { readonly tls: boolean; readonly port?: number | undefined } | null | undefined;
  /** Default 127.0.0.1. */
  readonly host?: string | undefined;
  readonly observe?: RailObserver | undefined;
  /** Chooses what happens to each payment, in place of the faults of a plan. */
  readonly faultOf?: NodeOptions["faultOf"] | undefined;
  /** Chooses what look-ups of each payment are told, in place of the faults of a plan. */
  readonly lookupFaultsOf?: NodeOptions["lookupFaultsOf"] | undefined;
  /** What each payment waits for; by default none does. */
  readonly turnsOf?: NodeOptions["turnsOf"] | undefined;
  /** How the node behaves until a plan says otherwise. */
  readonly node?:
    | Pick<NodeOptions, "duplicates" | "latencyMs" | "openingMsat" | "resolveAfterMs" | "slowMs">
    | undefined;
}

/** A rail in this process, with everybody who can be paid. */
export interface OwnRail extends RailHost {
  readonly payees: PayeeBook;
}

const noPlan: RailPlan = { keyPrefix: "", faults: new Map() };

/**
 * Starts a rail in this process: a node, its payees, and each dialect on its port. Rejects when a port is taken, with the system's error
 * (`EADDRINUSE`), and leaves nothing behind then.
 */
export async function startRail(options: RailOptions): Promise<OwnRail> {
  const ends: (() => Promise<unknown>)[] = [];
  const close = async () => {
    for (const end of ends.splice(0).reverse()) await end();
  };
  try {
    return await assemble(options, ends, close);
  } catch (error) {
    await close();
    throw error;
  }
}

async function assemble(
  options: RailOptions,
  ends: (() => Promise<unknown>)[],
  close: () => Promise<void>,
): Promise<OwnRail> {
  const { clock, seed, observe, host = "127.0.0.1", addresses = { tls: true } } = options;
  let faultOf = plannedFaults(noPlan);
  let news = plannedNews(noPlan);
  const node = createNode({
    ...options.node,
    clock,
    faultOf: options.faultOf ?? ((payment) => faultOf(payment)),
    lookupFaultsOf: options.lookupFaultsOf ?? ((payment) => news.lookupFaultsOf(payment)),
    callbackFaultOf: (payment) => news.callbackFaultOf(payment),
    observe: (event) => observe?.(event, node),
    turnsOf: options.turnsOf,
  });
  ends.push(async () => node.close());
  const core: RailCore = { node, payees: createPayeeBook({ seed, clock }), clock };
  const folder = await mkdtemp(join(tmpdir(), "chaos-payout-rail-"));
  ends.push(() => rm(folder, { recursive: true, force: true }));

  const hosted = await Promise.all(Object.entries(options.rails).map(withDialect));
  const needsTls = addresses?.tls === true || hosted.some(({ tls }) => tls);
  const certificate = needsTls ? await certificateIn(folder, clock) : undefined;
  const rails = new Map<string, RailVariables>();
  for (const one of hosted) {
    const started = await startDialect(one, { core, host, seed, folder, certificate });
    ends.push(() => started.close());
    rails.set(one.name, started.variables);
  }
  let duplicates = options.node?.duplicates ?? "reject";
  let server: PayeeServer | undefined;
  if (addresses !== null) {
    const verifies = () => duplicateHandlings[duplicates].dedupes;
    const tls = addresses.tls ? certificate : undefined;
    server = await startPayeeServer(core, { host, port: addresses.port, tls, verifies });
    ends.push(async () => server?.close());
  }
  const destination = destinationsOf(core.payees, server);
  return {
    rails,
    impossible: new Map(hosted.map(({ name, dialect }) => [name, dialect.cannot])),
    payees: core.payees,
    addresses:
      server === undefined ? null : { ...addressOf(server.url), certFile: certificateFileOf(folder, certificate) },
    async arm(plan) {
      faultOf = plannedFaults(plan);
      news = plannedNews(plan);
      duplicates = plan.duplicates ?? duplicates;
      node.rearm(plan);
    },
    destination: async (kind, payee, amountMsat) => destination(kind, payee, amountMsat),
    heal: async () => node.heal(),
    get inFlight() {
      return node.inFlight;
    },
    get awaited() {
      return node.awaited;
    },
    observed: async () => {},
    lost: new Promise(() => {}),
    close,
  };
}

interface NamedDialect {
  readonly name: string;
  readonly hosted: HostedDialect;
  readonly dialect: Dialect;
  readonly tls: boolean;
}

async function withDialect([name, hosted]: readonly [string, HostedDialect]): Promise<NamedDialect> {
  const dialect = await loadDialect(hosted.dialect);
  return { name, hosted, dialect, tls: hosted.tls ?? dialect.tls };
}

interface Surroundings {
  readonly core: RailCore;
  readonly host: string;
  readonly seed: string;
  readonly folder: string;
  readonly certificate: Certificate | undefined;
}

async function startDialect({ name, hosted, dialect, tls }: NamedDialect, around: Surroundings) {
  const { core, host, seed, folder, certificate } = around;
  const credentials = credentialsOf(seed, name);
  const { routingFee = noRoutingFee, pendingAfterMs, port } = hosted;
  const routing = (amountMsat: Msat) => routingFeeMsat(routingFee, amountMsat);
  const node = behindRoute(core.node, routing, (fault) => Object.hasOwn(dialect.cannot, fault));
  const listening = await dialect.listen(
    { ...core, node },
    {
      host,
      port: port ?? undefined,
      tls: tls ? certificate : undefined,
      credential: hosted.isOpen === true ? undefined : credentials[dialect.credential],
      pendingAfterMs: pendingAfterMs ?? undefined,
    },
  );
  const macaroonFile = join(folder, `${name}.macaroon`);
  const macaroon = Buffer.from(credentials.macaroon, "hex");
  await writeFile(macaroonFile, macaroon, { mode: 0o600 });
  const variables: RailVariables = {
    dialect: dialect.name,
    ...addressOf(listening.url),
    certFile: certificateFileOf(folder, certificate),
    certBase64: certificate === undefined ? "" : Buffer.from(certificate.cert).toString("base64"),
    macaroonFile,
    macaroonBase64: macaroon.toString("base64"),
    ...credentials,
  };
  return { variables, close: () => listening.close() };
}

function addressOf(url: string): Pick<RailVariables, "url" | "host" | "port" | "hostPort"> {
  const { hostname: host, host: hostPort, port } = new URL(url);
  return { url, host, port, hostPort };
}

function certificateFileOf(folder: string, certificate: Certificate | undefined): string {
  return certificate === undefined ? "" : join(folder, "tls.cert");
}

/** One certificate for everything. It is loaded only here, because it takes a tenth of a second. */
async function certificateIn(folder: string, clock: Clock): Promise<Certificate> {
  const { createCertificate } = await import("../payees/certificate.ts");
  const certificate = await createCertificate(clock);
  await writeFile(certificateFileOf(folder, certificate), certificate.cert);
  return certificate;
}
