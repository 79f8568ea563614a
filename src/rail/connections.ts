import { Client, type Dispatcher } from "undici";
import type { Clock } from "../domain/clock.ts";

/**
 * Connections to one address, as many as are needed at once, with one request at a time on each. undici's own pool asks every connection whether it is free,
 * for each request, which is a third of what a request costs where a hundred are held.
 */
export class Connections {
  readonly #url: string;
  readonly #clock: Clock;
  readonly #clients: Client[] = [];
  readonly #free: Client[] = [];
  #isDestroyed = false;

  /** @throws TypeError when the address is invalid. */
  constructor(url: string, clock: Clock) {
    this.#url = new URL(url).origin;
    this.#clock = clock;
  }

  /** Sends a request. `handlerFor` is given what to call once undici has told the handler of its last event. */
  dispatch(request: Dispatcher.DispatchOptions, handlerFor: (done: () => void) => Dispatcher.DispatchHandler): void {
    const client = this.#free.pop() ?? this.#open();
    // undici lets a turn pass as well before it uses a connection again, to see whether the other side closes it.
    const done = () =>
      this.#clock.nextTurn(() => {
        if (!this.#isDestroyed) this.#free.push(client);
      });
    client.dispatch(request, handlerFor(done));
  }

  /** Closes every connection, whatever is under way. From now on every request fails, with undici's error. */
  async destroy(): Promise<void> {
    this.#isDestroyed = true;
    this.#free.length = 0;
    await Promise.all(this.#clients.map((client) => client.destroy()));
  }

  #open(): Client {
    // A held payment occupies its connection, so there is no limit to them; undici's own timeouts have a resolution of a second.
    const client = new Client(this.#url, { pipelining: 1, headersTimeout: 0, bodyTimeout: 0 });
    if (this.#isDestroyed) void client.destroy();
    else this.#clients.push(client);
    return client;
  }
}
