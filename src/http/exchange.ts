/** The headers of an answer, with names in lower case. */
export type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

/** One request to an origin, as it goes out. */
export interface Request {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** From the origin on, with its query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

/** What carries a request, and can be hung up. */
export interface Line {
  /** Ends the request and its connection; the exchange has its end already. */
  hangUp(code: string): void;
}

/** One request that waits for its answer, whatever carries it. Its last call is `end` or `broke`. */
export interface Exchange {
  /** True once it wants no answer any more: what has not been written then must not be. */
  readonly isDone: boolean;
  /** Called right before the request is written, or later. False to have it not written. */
  begin(line: Line): boolean;
  /** The head of an answer has come; of an informational response (1xx) as well, which is not the answer. */
  head(status: number, headers: Headers): void;
  /** Bytes of the body have come, which nobody changes any more. */
  data(chunk: Buffer): void;
  /** The answer has come to its end, with its text if it came as a whole, in ASCII. */
  end(text?: string): void;
  /** The connection broke, or was never made. */
  broke(code: string): void;
}
