import type { ServiceDefinition } from "@grpc/grpc-js";
import { fromJSON } from "@grpc/proto-loader";
import { lnrpcEnums, lnrpcFields, routerrpcFields } from "./grpc-fields.ts";
import type { MethodName } from "./methods.ts";

/** The request and the response of each method, by its service; a `stream` streams its answers. */
const services = {
  lnrpc: {
    Lightning: {
      SendPaymentSync: "SendRequest → SendResponse",
      ListPayments: "ListPaymentsRequest → ListPaymentsResponse",
      DecodePayReq: "PayReqString → PayReq",
      AddInvoice: "Invoice → AddInvoiceResponse",
      LookupInvoice: "PaymentHash → Invoice",
      ListInvoices: "ListInvoiceRequest → ListInvoiceResponse",
      SubscribeInvoices: "InvoiceSubscription → stream Invoice",
      GetInfo: "GetInfoRequest → GetInfoResponse",
      ChannelBalance: "ChannelBalanceRequest → ChannelBalanceResponse",
      WalletBalance: "WalletBalanceRequest → WalletBalanceResponse",
    },
  },
  routerrpc: {
    Router: {
      SendPaymentV2: "SendPaymentRequest → stream lnrpc.Payment",
      TrackPaymentV2: "TrackPaymentRequest → stream lnrpc.Payment",
      TrackPayments: "TrackPaymentsRequest → stream lnrpc.Payment",
    },
  },
} as const satisfies Record<string, Record<string, Partial<Record<MethodName, string>>>>;

/** Messages are read as protobuf's JSON has them, so that gRPC and REST are the same to what answers them. */
const asJson = { keepCase: true, longs: String, enums: String, bytes: String };

type Json = Parameters<typeof fromJSON>[0];

/** The services of an LND node, ready for a server. Names are as in gRPC: `lnrpc.Lightning`, `routerrpc.Router`. */
export function lndServices(): readonly ServiceDefinition[] {
  const enums = Object.entries(lnrpcEnums).map(([name, values]) => [name, { values: { ...values } }]);
  const definitions = fromJSON(
    {
      nested: {
        lnrpc: { nested: { ...Object.fromEntries(enums), ...messages(lnrpcFields), ...described(services.lnrpc) } },
        routerrpc: { nested: { ...messages(routerrpcFields), ...described(services.routerrpc) } },
      },
    },
    asJson,
  );
  return Object.entries(services).flatMap(([group, inside]) =>
    Object.keys(inside).map((name) => definitions[`${group}.${name}`] as ServiceDefinition),
  );
}

/** `1 repeated Hop`, `2 int64 of limit`, `13 map Feature`: a number, a type, and what is special. */
const FIELD = /^(?<id>\d+) (?:(?<rule>repeated|map) )?(?<type>\S+)(?: of (?<oneof>\S+))?$/;

function messages(table: Readonly<Record<string, Readonly<Record<string, string>>>>): NonNullable<Json["nested"]> {
  const message = (fields: Readonly<Record<string, string>>) => {
    const read = Object.entries(fields).map(([name, text]) => ({ name, ...FIELD.exec(text)?.groups }) as Field);
    const groups = new Set(read.flatMap(({ oneof }) => oneof ?? []));
    const members = (group: string) => read.filter(({ oneof }) => oneof === group).map(({ name }) => name);
    return {
      fields: Object.fromEntries(read.map((field) => [field.name, jsonOf(field)])),
      oneofs: Object.fromEntries([...groups].map((group) => [group, { oneof: members(group) }])),
    };
  };
  return Object.fromEntries(Object.entries(table).map(([name, fields]) => [name, message(fields)]));
}

interface Field {
  readonly name: string;
  readonly id: string;
  readonly type: string;
  readonly rule?: "repeated" | "map";
  readonly oneof?: string;
}

function jsonOf({ id, type, rule }: Field) {
  if (rule === "map") return { keyType: "uint32", type, id: Number(id) };
  return rule === undefined ? { type, id: Number(id) } : { rule, type, id: Number(id) };
}

const METHOD = /^(?<requestType>\S+) → (?<stream>stream )?(?<responseType>\S+)$/;

function described(inside: Readonly<Record<string, Readonly<Record<string, string>>>>): NonNullable<Json["nested"]> {
  const method = (text: string) => {
    const { requestType = "", responseType = "", stream } = METHOD.exec(text)?.groups ?? {};
    return { requestType, responseType, responseStream: stream !== undefined, comment: "" };
  };
  const service = (methods: Readonly<Record<string, string>>) => ({
    methods: Object.fromEntries(Object.entries(methods).map(([name, text]) => [name, method(text)])),
  });
  return Object.fromEntries(Object.entries(inside).map(([name, methods]) => [name, service(methods)]));
}
