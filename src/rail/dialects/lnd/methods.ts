import type { RailCore } from "../dialect.ts";
import type { Call, Question } from "./answer.ts";
import { invoiceCalls } from "./invoices.ts";
import { nodeCalls } from "./node-info.ts";
import { listPayments } from "./payment-list.ts";
import { sendingCalls } from "./sending.ts";

/** One method of LND's interface: it answers once, or streams. */
export interface Method {
  readonly streams: boolean;
  readonly call: Call;
}

/** LND's methods, by their names in gRPC. REST has another path to each. */
export type MethodName =
  | "SendPaymentV2"
  | "TrackPaymentV2"
  | "TrackPayments"
  | "SendPaymentSync"
  | "ListPayments"
  | "DecodePayReq"
  | "AddInvoice"
  | "LookupInvoice"
  | "ListInvoices"
  | "SubscribeInvoices"
  | "GetInfo"
  | "ChannelBalance"
  | "WalletBalance";

/** Everything that we answer as an LND node, whatever carries it. */
export function lndMethods(core: RailCore): Readonly<Record<MethodName, Method>> {
  const { sendV2, sendSync, trackV2, trackAll } = sendingCalls(core);
  const { decodePayReq, addInvoice, lookupInvoice, listInvoices, subscribeInvoices } = invoiceCalls(core);
  const { getInfo, channelBalance, walletBalance } = nodeCalls(core);
  return {
    SendPaymentV2: { streams: true, call: sendV2 },
    TrackPaymentV2: { streams: true, call: trackV2 },
    TrackPayments: { streams: true, call: trackAll },
    SendPaymentSync: { streams: false, call: sendSync },
    ListPayments: once(listPayments(core)),
    DecodePayReq: once(decodePayReq),
    AddInvoice: once(addInvoice),
    LookupInvoice: once(lookupInvoice),
    ListInvoices: once(listInvoices),
    SubscribeInvoices: { streams: true, call: subscribeInvoices },
    GetInfo: once(getInfo),
    ChannelBalance: once(channelBalance),
    WalletBalance: once(walletBalance),
  };
}

function once(question: Question): Method {
  return {
    streams: false,
    call(request, answer) {
      answer.end(question(request));
      return undefined;
    },
  };
}
