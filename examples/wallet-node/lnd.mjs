/** LND's REST interface, as far as a wallet needs it. A payment is `settled`, `failed`, `absent`, `in-flight` or `unknown`; only the first three are certain. */
import { readFileSync } from "node:fs";
import http from "node:http";
import https from "node:https";

/** What gRPC calls these errors, in the `code` of LND's answers. */
const grpc = { invalidArgument: 3, notFound: 5 };

export class Lnd {
  #url;
  #headers;
  #agent;

  constructor({ url, macaroonHex, certFile }) {
    this.#url = url;
    this.#headers = { "grpc-metadata-macaroon": macaroonHex, "content-type": "application/json" };
    const isTls = url.startsWith("https:");
    this.#agent = isTls
      ? new https.Agent({ keepAlive: true, ca: certFile ? readFileSync(certFile) : undefined })
      : new http.Agent({ keepAlive: true });
  }

  /** Reads an invoice: whose hash it has, and for how much it is. */
  async decode(invoice, signal) {
    const lines = this.#lines("GET", `/v1/payreq/${invoice}`, undefined, signal);
    for await (const line of lines) {
      if (line.payment_hash === undefined) throw new Error(`LND cannot read the invoice: ${line.message ?? "no hash"}`);
      return {
        paymentHash: line.payment_hash,
        amountMsat: Number(line.num_msat),
        descriptionHash: line.description_hash,
      };
    }
    throw new Error("LND said nothing about the invoice");
  }

  /** Pays, and waits for the end of it as long as the signal allows. Hanging up does not stop a payment. */
  send({ invoice, routeLimitMsat, timeoutSeconds }, signal) {
    const body = {
      payment_request: invoice,
      fee_limit_msat: String(routeLimitMsat),
      timeout_seconds: timeoutSeconds,
      no_inflight_updates: true,
    };
    return this.#outcome(this.#lines("POST", "/v2/router/send", body, signal), false);
  }

  /** Asks what has become of a payment, and does not wait for its end. */
  track(paymentHash, signal) {
    const path = `/v2/router/track/${Buffer.from(paymentHash, "hex").toString("base64url")}`;
    return this.#outcome(this.#lines("GET", path, undefined, signal), true);
  }

  async #outcome(lines, isLookUp) {
    try {
      for await (const { result, error } of lines) {
        if (error !== undefined) return refusal(error, isLookUp);
        if (result?.status === "SUCCEEDED") return { kind: "settled", routeFeeMsat: Number(result.fee_msat) };
        if (result?.status === "FAILED") return { kind: "failed", reason: result.failure_reason };
        if (isLookUp) return { kind: "in-flight" };
      }
      return { kind: "unknown", reason: "LND closed the stream" };
    } catch (error) {
      return { kind: "unknown", reason: error.message };
    }
  }

  /** The JSON lines of an answer. An error may come as a line of a stream, or as the whole answer. */
  async *#lines(method, path, body, signal) {
    const response = await new Promise((resolve, reject) => {
      const { request } = this.#url.startsWith("https:") ? https : http;
      const options = { method, headers: this.#headers, agent: this.#agent, signal };
      request(this.#url + path, options, resolve)
        .on("error", reject)
        .end(body && JSON.stringify(body));
    });
    let rest = "";
    for await (const chunk of response.setEncoding("utf8")) {
      const lines = (rest + chunk).split("\n");
      rest = lines.pop();
      for (const line of lines) if (line.trim() !== "") yield parsed(line);
    }
    if (rest.trim() !== "") yield parsed(rest);
  }
}

function parsed(line) {
  const value = JSON.parse(line);
  return value.code !== undefined && value.error === undefined ? { error: value, message: value.message } : value;
}

/** "Already paid" and "in transition" mean that somebody has sent it before, which only a look-up can tell more about. */
function refusal({ code, message }, isLookUp) {
  if (isLookUp) return code === grpc.notFound ? { kind: "absent" } : { kind: "unknown", reason: message };
  const isDefinite = code === grpc.invalidArgument || /invoice expired|self-payments not allowed/.test(message);
  return { kind: isDefinite ? "failed" : "unknown", reason: message };
}
