/** A self-signed certificate for 127.0.0.1 and localhost, made for one run. */
export interface Certificate {
  /** PEM. */
  readonly cert: string;
  /** PEM. */
  readonly key: string;
}
