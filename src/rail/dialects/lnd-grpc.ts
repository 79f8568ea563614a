import { type AddressInfo, createServer, type Socket } from "node:net";
import {
  type handleServerStreamingCall,
  type handleUnaryCall,
  type Metadata,
  Server,
  ServerCredentials,
  type ServiceDefinition,
  type UntypedHandleCall,
} from "@grpc/grpc-js";
import { noCallbacks } from "../impossible-faults.ts";
import type { Certificate } from "../payees/certificate.ts";
import type { Dialect } from "./dialect.ts";
import type { Answer } from "./lnd/answer.ts";
import { grpc, LndError, lndErrorOf } from "./lnd/errors.ts";
import { type Fields, isRecord } from "./lnd/fields.ts";
import { lndServices } from "./lnd/grpc-services.ts";
import { checkMacaroon } from "./lnd/macaroon.ts";
import { lndMethods, type Method, type MethodName } from "./lnd/methods.ts";

/** LND's own interface. */
export const lndGrpc: Dialect = {
  name: "lnd-grpc",
  summary: "LND's gRPC API: a payment is a call whose answer streams its updates",
  credential: "macaroon",
  tls: true,
  cannot: noCallbacks("LND has no webhooks, only a stream that a service may follow"),
  async listen(core, { host = "127.0.0.1", port: wantedPort = 0, tls, credential }) {
    let isClosing = false;
    const methods = lndMethods(core);
    const server = new Server({ "grpc.enable_channelz": 0 });
    const attend: Attend = { credential, isClosing: () => isClosing };
    for (const service of lndServices()) server.addService(service, handlersOf(service, methods, attend));
    const injector = server.createConnectionInjector(credentialsOf(tls));
    // Our own listener, because it rejects with the system's error, and can destroy what is connected.
    const sockets = new Set<Socket>();
    const listener = createServer((socket) => {
      sockets.add(socket);
      socket.once("close", () => sockets.delete(socket));
      injector.injectConnection(socket);
    });
    await new Promise<void>((resolve, reject) => {
      listener.once("error", reject).listen({ host, port: wantedPort }, () => {
        listener.off("error", reject);
        resolve();
      });
    });
    const { port } = listener.address() as AddressInfo;
    return {
      url: `${tls === undefined ? "http" : "https"}://${host.includes(":") ? `[${host}]` : host}:${port}`,
      port,
      async close() {
        isClosing = true;
        // What has been answered still leaves: the end of a stream follows its last message a turn later.
        await new Promise<void>((resolve) => core.clock.nextTurn(() => core.clock.nextTurn(resolve)));
        for (const socket of sockets) socket.destroy();
        server.forceShutdown();
        await new Promise<void>((resolve) => void listener.close(() => resolve()));
      },
    };
  },
};

function credentialsOf(tls: Certificate | undefined): ServerCredentials {
  if (tls === undefined) return ServerCredentials.createInsecure();
  return ServerCredentials.createSsl(null, [{ private_key: Buffer.from(tls.key), cert_chain: Buffer.from(tls.cert) }]);
}

/** What every call is attended with. */
interface Attend {
  readonly credential: string | undefined;
  readonly isClosing: () => boolean;
}

function handlersOf(
  service: ServiceDefinition,
  methods: Readonly<Record<MethodName, Method>>,
  attend: Attend,
): Record<string, UntypedHandleCall> {
  const handler = (method: Method) => (method.streams ? streaming(method, attend) : unary(method, attend));
  const names = Object.keys(service) as MethodName[];
  return Object.fromEntries(names.map((name) => [name, handler(methods[name])]));
}

interface Caller {
  readonly request: Fields;
  readonly metadata: Metadata;
  on(event: "cancelled", left: () => void): unknown;
}

function streaming(method: Method, attend: Attend): handleServerStreamingCall<Fields, Fields> {
  return (call) => {
    const fail = ({ status: { code }, message }: LndError) => void call.emit("error", { code, details: message });
    const answer: Answer<Fields> = {
      write: (message) => void call.write(message),
      end(...messages) {
        for (const message of messages) call.write(message);
        call.end();
      },
      reset: () => fail(dropped),
      fail,
    };
    perform(method, call, answer, fail, attend);
  };
}

function unary(method: Method, attend: Attend): handleUnaryCall<Fields, Fields> {
  return (call, callback) => {
    const fail = ({ status: { code }, message }: LndError) => callback({ code, details: message });
    const answer: Answer<Fields> = {
      write: (message) => callback(null, message),
      end: (...messages) => callback(null, messages.at(-1)),
      reset: () => fail(dropped),
      fail,
    };
    perform(method, call, answer, fail, attend);
  };
}

/** What a client makes of a lost connection. The connection itself stays, because the calls of others share it. */
const dropped = new LndError(grpc.unavailable, "Connection dropped");

function perform(
  { call }: Method,
  caller: Caller,
  answer: Answer<Fields>,
  fail: (error: LndError) => void,
  { credential, isClosing }: Attend,
): void {
  try {
    checkMacaroon(macaroonIn(caller.metadata), credential);
    const hangUp = call(withRecords(caller.request), answer);
    caller.on("cancelled", () => void (isClosing() || hangUp?.()));
  } catch (thrown) {
    fail(lndErrorOf(thrown));
  }
}

function macaroonIn(metadata: Metadata): string | undefined {
  return metadata.get("macaroon")[0]?.toString();
}

/** The entries of the one map whose keys have 64 bits, as an object. */
function withRecords(request: Fields): Fields {
  const { dest_custom_records: records } = request;
  if (!Array.isArray(records)) return request;
  const entries = records.filter(isRecord).map(({ key, value }) => [key, value]);
  return { ...request, dest_custom_records: Object.fromEntries(entries) };
}
