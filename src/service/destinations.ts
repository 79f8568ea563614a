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

/** The names in templates that stand for who is paid, besides the gamertag. */
export const destinationNames: Readonly<Record<string, keyof Destinations | undefined>> = {
  "payout.gamertag": "gamertag",
  "payout.address": "address",
  "payout.invoice": "invoice",
  "payout.paymentHash": "paymentHash",
  "payout.lnurl": "lnurl",
  "payout.nodeKey": "nodeKey",
};

/** The forms in which the calls of a service name who is paid. */
export function destinationFields(service: object): readonly (keyof Destinations)[] {
  const text = JSON.stringify(service);
  return Object.entries(destinationNames).flatMap(([name, field]) =>
    field !== undefined && new RegExp(`\\$\\{${name}(?::text)?\\}`).test(text) ? [field] : [],
  );
}
