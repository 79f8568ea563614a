/** What the tests call of ln-service, which comes without types. */
declare module "ln-service" {
  import type { EventEmitter } from "node:events";

  /** A client of each of LND's services, from its own definitions. */
  interface Lnd {
    readonly default: Readonly<
      Record<string, (request: object, done: (error: Error | null, answer: never) => void) => void>
    >;
    readonly router: Readonly<Record<string, (request: object) => EventEmitter & { cancel(): void }>>;
  }

  type Ask = (question: { readonly lnd: Lnd } & Readonly<Record<string, unknown>>) => Promise<Record<string, unknown>>;
  type Subscribe = (question: { readonly lnd: Lnd } & Readonly<Record<string, unknown>>) => EventEmitter;

  export const authenticatedLndGrpc: (at: {
    readonly cert: string;
    readonly macaroon: string;
    readonly socket: string;
  }) => { readonly lnd: Lnd };
  export const createInvoice: Ask;
  export const decodePaymentRequest: Ask;
  export const getChainBalance: Ask;
  export const getChannelBalance: Ask;
  export const getFailedPayments: Ask;
  export const getInvoice: Ask;
  export const getInvoices: Ask;
  export const getPayment: Ask;
  export const getPayments: Ask;
  export const getPendingPayments: Ask;
  export const getWalletInfo: Ask;
  export const payViaPaymentDetails: Ask;
  export const payViaPaymentRequest: Ask;
  export const subscribeToPastPayment: Subscribe;
  export const subscribeToPayments: Subscribe;
  export type { Lnd };
}
