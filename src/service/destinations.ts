/** Who is paid, in every form in which a service may want to be told. An invoice is made only when its name stands in a template. */
export interface Destinations {
  readonly gamertag: string;
  /** The Lightning address. */
  readonly address: string;
  /** The BOLT11 invoice, and the hash of its payment. */
  readonly invoice: string;
  readonly paymentHash?: string;
  readonly lnurl: string;
  readonly nodeKey: string;
}
