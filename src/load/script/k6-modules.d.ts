/**
 * The modules that k6 offers to its scripts, as far as ours uses them. https://grafana.com/docs/k6/latest/javascript-api/
 */

declare module "k6/http" {
  interface Params {
    readonly headers: Readonly<Record<string, string>>;
    /** In milliseconds. */
    readonly timeout: number;
    readonly redirects: number;
    readonly responseType: "binary" | "text" | "none";
    readonly jar: object;
    readonly responseCallback: null;
  }
  /** What came of a request. `status` is 0 where nothing did, and `error_code` says why. */
  interface Response {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: ArrayBuffer | string | null;
    readonly error_code: number;
  }
  const http: {
    asyncRequest(method: string, url: string, body: string | null, params: Params): Promise<Response>;
    readonly CookieJar: new () => object;
  };
  export = http;
}

declare module "k6/execution" {
  const execution: {
    readonly scenario: { readonly iterationInTest: number };
    readonly vu: { readonly idInTest: number; readonly metrics: { readonly metadata: Record<string, string> } };
  };
  export = execution;
}

declare module "k6/metrics" {
  class Metric {
    constructor(name: string, isTime?: boolean);
    add(value: number, tags?: Readonly<Record<string, string>>): void;
  }

  export { Metric as Counter, Metric as Trend };
}

declare module "k6/data" {
  export class SharedArray<Row> {
    constructor(name: string, make: () => readonly Row[]);
    readonly [index: number]: Row | undefined;
    readonly length: number;
  }
}

declare module "k6/timers" {
  const schedule: {
    readonly setTimeout: (then: () => void, ms: number) => number;
    readonly clearTimeout: (timer: number) => void;
    readonly setInterval: (then: () => void, ms: number) => number;
    readonly clearInterval: (timer: number) => void;
  };
  export = schedule;
}

declare module "k6/crypto" {
  const crypto: {
    sha256(input: string, encoding: "hex"): string;
  };
  export = crypto;
}
