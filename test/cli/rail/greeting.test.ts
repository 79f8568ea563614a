import { expect, it } from "vitest";
import { greeting } from "../../../src/cli/rail/greeting.ts";
import type { RailVariables } from "../../../src/rail/host/rail-host.ts";

const variables: RailVariables = {
  ...{
    dialect: "lnd-rest",
    url: "https://127.0.0.1:8080",
    host: "127.0.0.1",
    port: "8080",
    hostPort: "127.0.0.1:8080",
  },
  ...{ certFile: "/tmp/rail/tls.cert", certBase64: "", macaroon: "0201", macaroonBase64: "" },
  ...{ macaroonFile: "/tmp/rail/lnd-rest.macaroon", rune: "r", key: "k", password: "p" },
};

it("the greeting of rail says how a service is pointed at each dialect, and how it is judged", () => {
  const lnd = { name: "lnd-rest", summary: "LND's REST API", credential: "macaroon" } as const;
  const lnbits = { name: "lnbits", summary: "LNbits' wallet API", credential: "key" } as const;
  const plain = { ...variables, url: "http://127.0.0.1:8081" };
  const { certFile } = variables;
  const addresses = {
    url: "https://127.0.0.1:9000",
    host: "127.0.0.1",
    port: "9000",
    hostPort: "127.0.0.1:9000",
    certFile,
  };
  const dialects = [
    { dialect: lnd, variables },
    { dialect: lnbits, variables: plain },
  ];
  expect(greeting("http://127.0.0.1:8079", dialects, addresses)).toBe(
    `chaos-payout rail: control on http://127.0.0.1:8079
lnd-rest, LND's REST API
  address            https://127.0.0.1:8080
  certificate        /tmp/rail/tls.cert
  macaroon           0201
  macaroon file      /tmp/rail/lnd-rest.macaroon
lnbits, LNbits' wallet API
  address            http://127.0.0.1:8081
  key                k
Payees, whose invoices every dialect pays
  Lightning address  NAME@127.0.0.1:9000
  LNURL-pay          https://127.0.0.1:9000/.well-known/lnurlp/NAME
  certificate        /tmp/rail/tls.cert
Judge a service that pays through it:
  chaos-payout run SCENARIO --target URL --rail http://127.0.0.1:8079
`,
  );
});
