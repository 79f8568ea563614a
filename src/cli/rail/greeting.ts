import type { Dialect } from "../../rail/dialects/dialect.ts";
import type { RailHost, RailVariables } from "../../rail/host/rail-host.ts";

/** What is said of one dialect. */
export interface GreetedDialect {
  readonly dialect: Pick<Dialect, "name" | "summary" | "credential">;
  readonly variables: RailVariables;
}

/** How a service is pointed at a rail. Programs wait for the first line, which has the address of the control port. */
export function greeting(
  controlUrl: string,
  dialects: readonly GreetedDialect[],
  addresses: RailHost["addresses"],
): string {
  return [
    `chaos-payout rail: control on ${controlUrl}\n`,
    ...dialects.map(dialectLines),
    addresses === null ? "" : addressLines(addresses),
    "Judge a service that pays through it:\n",
    `  chaos-payout run SCENARIO --target URL --rail ${controlUrl}\n`,
  ].join("");
}

function dialectLines({ dialect, variables }: GreetedDialect): string {
  const { url, certFile, macaroonFile } = variables;
  const isSecure = url.startsWith("https:");
  return [
    `${dialect.name}, ${dialect.summary}\n`,
    line("address", url),
    isSecure ? line("certificate", certFile) : "",
    line(dialect.credential, variables[dialect.credential]),
    dialect.credential === "macaroon" ? line("macaroon file", macaroonFile) : "",
  ].join("");
}

function addressLines({ hostPort, url, certFile }: NonNullable<RailHost["addresses"]>): string {
  const isSecure = url.startsWith("https:");
  return [
    "Payees, whose invoices every dialect pays\n",
    line("Lightning address", `NAME@${hostPort}`),
    line("LNURL-pay", `${url}/.well-known/lnurlp/NAME`),
    isSecure ? line("certificate", certFile) : "",
  ].join("");
}

/** As wide as the longest name. */
const NAME_WIDTH = "Lightning address".length;

function line(name: string, value: string): string {
  return `  ${name.padEnd(NAME_WIDTH)}  ${value}\n`;
}
