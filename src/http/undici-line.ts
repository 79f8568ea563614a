import type { Dispatcher } from "undici";
import type { Exchange, Headers, Line } from "./exchange.ts";

/** Carries an exchange over a connection of undici, with its `dispatch`: `request` and `fetch` cost far more. */
export class UndiciLine implements Dispatcher.DispatchHandler, Line {
  readonly #exchange: Exchange;
  #controller: Dispatcher.DispatchController | undefined;

  constructor(exchange: Exchange) {
    this.#exchange = exchange;
  }

  hangUp(code: string): void {
    this.#controller?.abort(new Error(code));
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    // The caller gave up while waiting for a connection.
    if (this.#exchange.isDone) return controller.abort(new Error("given up"));
    if (!this.#exchange.begin(this)) controller.abort(new Error("given up"));
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: Headers): void {
    this.#exchange.head(status, headers);
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#exchange.data(chunk);
  }

  onResponseEnd(): void {
    this.#exchange.end();
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error & { code?: string }): void {
    this.#exchange.broke(error.code ?? error.name);
  }
}
