import { didYouMean } from "../../../document/did-you-mean.ts";
import { type DialectName, dialectNames } from "../../../domain/dialect.ts";
import { payeeKinds } from "../../../domain/payee.ts";
import { TemplateError, type TemplateName, templateNames } from "../../template.ts";
import { credentials, namesOf, payeeNames, railNames, whereIs } from "./known-names.ts";
import { at, type Check, has, itemsAt, type Mistake, pairsAt, type Raw, textAt } from "./raw.ts";
import { hasPayoutId, type Place, templatePlaces } from "./template-places.ts";

/** Every template has a name that exists where it stands. */
export const templates: Check = (file) => templatePlaces(file).flatMap((place) => mistakesIn(place, file));

function mistakesIn(place: Place, file: Raw): readonly Mistake[] {
  const { path, text } = place;
  try {
    return templateNames(text).flatMap((each) => {
      const wrong = wrongName(each, place, file);
      return wrong === undefined ? [] : [{ path, within: each.position, ...wrong }];
    });
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    const wayOut = error.message.endsWith("has no }") ? ": close it, or write $${ for the text itself" : "";
    return [{ path, within: error.position, message: `${error.message}${wayOut}` }];
  }
}

type Wrong = Pick<Mistake, "message" | "suggestion" | "known">;

function wrongName({ name }: TemplateName, place: Place, file: Raw): Wrong | undefined {
  if (name.startsWith("env:")) return undefined;
  if (name.startsWith("rails.")) return wrongRail(name, file);
  if (name.startsWith("account.") && namesOf[place.kind].includes("account")) return wrongVariable(name, file);
  if (place.captures.includes(name)) return undefined;
  if (namesOf[place.kind].includes(name)) return notHere(name, file);
  return unknownName(name, place, file);
}

/** A name that exists here, but not in this file. */
function notHere(name: string, file: Raw): Wrong | undefined {
  if (name === "payout.id" && !hasPayoutId(file)) {
    return {
      message: `there is no \${payout.id}, because payout does not say where its answer has it: write id: withdrawal.id there`,
    };
  }
  if (name === "callbacks.url" && !has(file, "callbacks")) {
    return { message: `there is no \${callbacks.url} without callbacks: write callbacks: { path: /hooks, id, state }` };
  }
  if (name === "service.port" && !has(file, "start")) {
    return { message: `there is no \${service.port} without start, because only what we start gets a port from us` };
  }
  const pay = payeeKinds.find((kind) => kind === textAt(file, "payees", "pay"));
  const other = payeeKinds.find((kind) => kind !== "gamertag" && payeeNames[kind] === name);
  if (pay === undefined || other === undefined || other === pay) return undefined;
  return {
    message: `there is no \${${name}}, because payees.pay is ${pay}: write \${${payeeNames[pay]}}, or payees: { pay: ${other} }`,
  };
}

function unknownName(name: string, place: Place, file: Raw): Wrong {
  const where = whereIs(name);
  const isReal = Object.values(namesOf).some((names) => names.includes(name));
  if (isReal && where !== undefined) return { message: `there is no \${${name}} here: it exists only ${where}` };
  const step = itemsAt(file, "payout", "steps").findIndex((_, index) =>
    has(file, "payout", "steps", index, "capture", name),
  );
  if (step !== -1) {
    const later = place.kind === "payout" ? `step ${step + 1} captures it later` : "only later steps and poll know it";
    return { message: `there is no \${${name}} here: ${later}` };
  }
  if (has(file, "login", "capture", name)) {
    return { message: `there is no \${${name}} here: only the login captures it` };
  }
  const known = [...namesOf[place.kind], ...place.captures];
  const suggestion = didYouMean(name, [...known, "rails", "env"]);
  const message = `unknown name "${name}"`;
  if (suggestion === undefined) return { message: `${message} (known here: ${[...known, "env:NAME"].join(", ")})` };
  return { message, suggestion };
}

function wrongRail(name: string, file: Raw): Wrong | undefined {
  const [, rail = "", property = ""] = name.split(".");
  const rails = pairsAt(file, "rails").map(([each]) => each);
  if (!rails.includes(rail)) {
    if (rails.length === 0)
      return { message: `there is no rail "${rail}": write rails: { ${rail}: { dialect: lnd-rest } }` };
    const suggestion = didYouMean(rail, rails);
    const message = `there is no rail "${rail}"`;
    return suggestion === undefined ? { message: `${message} (known: ${rails.join(", ")})` } : { message, suggestion };
  }
  const dialect = dialectNames.find((each) => each === textAt(file, "rails", rail, "dialect"));
  const isTls = tlsOf(dialect, at(file, "rails", rail, "tls"));
  const known = railNames(dialect, isTls);
  if (known.includes(property)) return undefined;
  if (property === "certFile")
    return { message: `there is no \${${name}}, because the rail ${rail} has no TLS: write tls: self-signed there` };
  const credential = dialect && credentials[dialect];
  const isCredential = Object.values(credentials).some((each) => property.startsWith(each));
  if (credential !== undefined && isCredential) {
    return { message: `a rail of ${dialect} has no ${property}: write \${rails.${rail}.${credential}}` };
  }
  const suggestion = didYouMean(property, known);
  const message = `a rail has no "${property}"`;
  return suggestion === undefined ? { message: `${message} (known: ${known.join(", ")})` } : { message, suggestion };
}

/** As the schema fills it in. */
function tlsOf(dialect: DialectName | undefined, tls: Raw): boolean {
  if (typeof tls === "string") return tls !== "none";
  return dialect === undefined || ["lnd-rest", "lnd-grpc", "cln-rest"].includes(dialect);
}

/** A variable has to be there for every account. */
function wrongVariable(name: string, file: Raw): Wrong | undefined {
  const variable = name.slice("account.".length);
  const accounts = pairsAt(file, "accounts");
  const lacking = accounts.filter(([id]) => !has(file, "accounts", id, variable)).map(([id]) => id);
  const [first] = lacking;
  if (first === undefined || variable === "balance") {
    return variable === "balance"
      ? { message: `there is no \${${name}}: the balance of an account is only for us` }
      : undefined;
  }
  if (lacking.length < accounts.length) {
    return { message: `the account ${first} has no "${variable}": write accounts: { ${first}: { ${variable}: ... } }` };
  }
  const known = [...new Set(accounts.flatMap(([, each]) => pairsAt(each).map(([key]) => key)))].filter(
    (key) => key !== "balance",
  );
  const suggestion = didYouMean(variable, known);
  const message = `no account has a "${variable}"`;
  if (suggestion !== undefined) return { message, suggestion };
  return { message: `${message}: write accounts: { ${first}: { ${variable}: ... } }` };
}
