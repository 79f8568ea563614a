import { randomUUID } from "node:crypto";
import { Pool } from "undici";
import type { Clock } from "../../domain/clock.ts";
import { CONTROL_VERSION, planJson, type RailState } from "./control-words.ts";
import type { LoggedEvent } from "./event-log.ts";
import type { RailHost, RailObserver } from "./rail-host.ts";

/** A rail that runs elsewhere did not do what it was asked for. The message is a sentence. */
export class RailControlError extends Error {
  override readonly name = "RailControlError";
}

/** How to reach a rail that runs elsewhere. */
export interface ConnectOptions {
  /** The address of its control port, without a path. */
  readonly url: string;
  readonly clock: Clock;
  readonly observe: RailObserver;
  /** How long it may be out of reach before it is lost; default 5 s. */
  readonly graceMs?: number | undefined;
}

/** How long to wait before the events are asked for again. */
const RETRY_MS = 100;

const GRACE_MS = 5_000;

/** How often it is asked how it stands, because news on its way makes no event. */
const STATE_MS = 100;

const STARTED_AGAIN = "the rail was started again during the run";

/**
 * Connects to the control port of a rail that runs elsewhere (`startControlServer`). Its events are observed from the moment that a run is
 * planned.
 * @throws RailControlError when there is none, or one of another version.
 */
export async function connectRail(options: ConnectOptions): Promise<RailHost> {
  const { url } = options;
  if (!URL.canParse(url)) throw new RailControlError(`the address of a rail must be a URL (got ${url})`);
  const pool = new Pool(new URL(url).origin, { bodyTimeout: 0 });
  try {
    const found = await call<Partial<RailState>>(pool, url, "GET", "/rail");
    if (found.version !== CONTROL_VERSION) {
      throw new RailControlError(`what listens at ${url} is not a rail of this version: start chaos-payout rail there`);
    }
    return new RemoteRail(pool, found as RailState, options);
  } catch (error) {
    await pool.destroy();
    throw error;
  }
}

class RemoteRail implements RailHost {
  readonly rails: RailHost["rails"];
  readonly impossible: RailHost["impossible"];
  readonly addresses: RailHost["addresses"];
  readonly lost: Promise<string>;
  inFlight: number;
  awaited: number;
  readonly #pool: Pool;
  readonly #id: string;
  readonly #owner = randomUUID();
  readonly #options: ConnectOptions;
  readonly #stop = new AbortController();
  #lose: (reason: string) => void = () => {};
  #lostReason: string | undefined;
  /** The number of the latest event that was observed. */
  #seen = 0;
  readonly #waiting = new Set<() => void>();
  #following: Promise<unknown> | undefined;
  #isFollowing = false;

  constructor(pool: Pool, state: RailState, options: ConnectOptions) {
    const { id, rails, impossible, addresses, inFlight, awaited } = state;
    this.#pool = pool;
    this.#id = id;
    this.#options = options;
    this.rails = new Map(Object.entries(rails));
    this.impossible = new Map(Object.entries(impossible));
    this.addresses = addresses;
    this.inFlight = inFlight;
    this.awaited = awaited;
    this.lost = new Promise((resolve) => {
      this.#lose = (reason) => {
        this.#lostReason ??= reason;
        for (const look of this.#waiting) look();
        resolve(reason);
      };
    });
  }

  async arm(plan: Parameters<RailHost["arm"]>[0]): Promise<void> {
    const state = await this.#call<RailState>("PUT", "/plan", planJson(plan, this.#owner));
    if (this.#following !== undefined) return;
    this.#seen = state.lastEvent;
    this.#stand(state);
    this.#following = Promise.all([this.#follow(), this.#ask()]);
    // From then on the rail belongs to this run.
    await this.#when(() => this.#isFollowing);
  }

  async destination(...[kind, payee, amountMsat]: Parameters<RailHost["destination"]>): Promise<string> {
    const asked = { kind, payee, amountMsat };
    return (await this.#call<{ readonly destination: string }>("POST", "/destinations", asked)).destination;
  }

  async heal(): Promise<void> {
    const state = await this.#call<RailState>("POST", "/heal");
    await this.#until(state.lastEvent);
    this.#stand(state);
  }

  async observed(): Promise<void> {
    const state = await this.#call<RailState>("GET", "/rail");
    if (state.id !== this.#id) this.#lose(STARTED_AGAIN);
    await this.#until(state.lastEvent);
    this.#stand(state);
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await this.#following;
    try {
      if (this.#following !== undefined) await this.#call("DELETE", `/plan?owner=${this.#owner}`);
    } catch {
      // The rail is gone, or another run has planned it meanwhile: there is nothing left to end.
    }
    await this.#pool.destroy();
  }

  #call<Answer>(method: "GET" | "POST" | "PUT" | "DELETE", path: string, body?: object): Promise<Answer> {
    return call<Answer>(this.#pool, this.#options.url, method, path, body);
  }

  /** Resolves when the event of this number has been observed. */
  async #until(number: number): Promise<void> {
    if (this.#following !== undefined) await this.#when(() => this.#seen >= number);
  }

  /** Looks again whenever something has been heard. Rejects when the rail is lost. */
  async #when(isTrue: () => boolean): Promise<void> {
    for (;;) {
      if (this.#lostReason !== undefined) throw new RailControlError(this.#lostReason);
      if (isTrue()) return;
      await new Promise<void>((resolve) => {
        const look = () => {
          this.#waiting.delete(look);
          resolve();
        };
        this.#waiting.add(look);
      });
    }
  }

  /** How it stands, unless an event has told more since. */
  #stand({ lastEvent, inFlight, awaited }: RailState): void {
    if (lastEvent !== this.#seen) return;
    this.inFlight = inFlight;
    this.awaited = awaited;
  }

  /** Asks again and again how it stands. */
  async #ask(): Promise<void> {
    const { signal } = this.#stop;
    while ((await this.#options.clock.sleep(STATE_MS, signal)) === "elapsed") {
      try {
        const state = await call<RailState>(this.#pool, this.#options.url, "GET", "/rail", undefined, signal);
        if (state.id === this.#id) this.#stand(state);
      } catch (error) {
        // Whoever observes the events notices that it is gone.
        if (!(error instanceof RailControlError)) throw error;
      }
    }
  }

  /** Observes events for as long as it can; after an interruption it goes on with the next one. */
  async #follow(): Promise<void> {
    const { clock, graceMs = GRACE_MS, url } = this.#options;
    const { signal } = this.#stop;
    let goodMs = clock.now();
    while (!signal.aborted) {
      const end = await this.#stream();
      if (signal.aborted) return;
      if (end.kind === "final") return this.#lose(end.reason);
      if (end.hasHeard) goodMs = clock.now();
      if (clock.now() - goodMs > graceMs) {
        return this.#lose(`the rail at ${url} could not be reached for ${graceMs} ms: ${end.reason}`);
      }
      await clock.sleep(RETRY_MS, signal);
    }
  }

  /** Observes events until the stream breaks off. */
  async #stream(): Promise<StreamEnd> {
    const { signal } = this.#stop;
    let hasHeard = false;
    try {
      const path = `/events?after=${this.#seen}`;
      const { statusCode, body } = await this.#pool.request({ method: "GET", path, signal });
      if (statusCode !== 200) return { kind: "final", reason: `the rail has lost events: ${await body.text()}` };
      for await (const line of linesOf(body)) {
        hasHeard = true;
        const heard = JSON.parse(line) as { readonly rail: string } | LoggedEvent;
        if (!("rail" in heard)) this.#observe(heard);
        else if (heard.rail !== this.#id) return { kind: "final", reason: STARTED_AGAIN };
        this.#isFollowing = true;
        for (const look of this.#waiting) look();
      }
      return { kind: "broken", hasHeard, reason: "it closed the connection" };
    } catch (error) {
      return { kind: "broken", hasHeard, reason: error instanceof Error ? error.message : String(error) };
    }
  }

  #observe({ number, inFlight, awaited, event }: LoggedEvent): void {
    this.#seen = number;
    this.inFlight = inFlight;
    this.awaited = awaited;
    this.#options.observe(event, this);
  }
}

/** `broken`: the connection ended, and another may go on. `final`: events are missing. */
type StreamEnd =
  | { readonly kind: "broken"; readonly hasHeard: boolean; readonly reason: string }
  | { readonly kind: "final"; readonly reason: string };

async function* linesOf(chunks: AsyncIterable<Buffer>): AsyncIterable<string> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of chunks) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
}

async function call<Answer>(
  pool: Pool,
  url: string,
  method: "GET" | "POST" | "PUT" | "DELETE",
  path: string,
  asked?: object,
  signal: AbortSignal | null = null,
) {
  const sent = asked === undefined ? {} : { body: JSON.stringify(asked) };
  try {
    const { statusCode, body } = await pool.request({ method, path, signal, ...sent });
    const answer = (await body.json()) as Answer & { readonly error?: string };
    if (statusCode === 200) return answer;
    if (statusCode === 400) throw new RangeError(answer.error);
    throw new RailControlError(answer.error ?? `the rail at ${url} answered with status ${statusCode}`);
  } catch (error) {
    if (error instanceof RailControlError || error instanceof RangeError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new RailControlError(
      `no rail can be reached at ${url} (${reason}): start one with chaos-payout rail --control`,
    );
  }
}
