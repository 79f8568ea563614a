import { TargetError } from "../service/target.ts";

/** What a query of books may ask for: the account, and the last id that was read. */
export type Parameter = "account" | "after";

/** One query that reads, ready for a database. */
export interface Query {
  /** How messages call it: `books.entries`. */
  readonly what: string;
  /** With placeholders of the database, and without a semicolon at its end. */
  readonly text: string;
  /** What is bound to the first placeholder, the second, and so on. */
  readonly parameters: readonly Parameter[];
}

/** How a database writes the placeholder of the first value, the second, and so on. */
export type Placeholder = (number: number) => string;

/**
 * Everything in SQL in which a colon or a semicolon means nothing (texts, quoted names, comments, the texts of PostgreSQL between dollars), casts, and
 * then what is looked for.
 */
const tokens =
  /(?<skip>\bE'(?:[^'\\]|\\[\s\S]|'')*'|'(?:[^']|'')*'|"(?:[^"]|"")*"|`[^`]*`|--[^\n]*|\/\*[\s\S]*?\*\/|\$(?<tag>\w*)\$[\s\S]*?\$\k<tag>\$|::|:=)|:(?<name>[a-z_]\w*)|(?<end>;)/gi;

const reads = /^(?:\s|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/|\()*(?<verb>[a-z]+)/i;

/**
 * Prepares a query for a database: `:account` and `:after` become placeholders, so a value is never part of the SQL.
 * @throws TargetError where it is more than one query, does not read, has no `:account`, or asks for anything else.
 */
export function prepareQuery(what: string, sql: string, placeholder: Placeholder): Query {
  const verb = reads.exec(sql)?.groups?.["verb"]?.toLowerCase() ?? "";
  if (!["select", "with", "values"].includes(verb)) {
    throw refused(`${what} must be a query that reads (got ${verb === "" ? "none" : `one that begins with ${verb}`})`);
  }
  const parameters: Parameter[] = [];
  let text = "";
  let at = 0;
  for (const { index, 0: token, groups } of sql.matchAll(tokens)) {
    if (groups?.["skip"] !== undefined) continue;
    text += sql.slice(at, index);
    at = index + token.length;
    if (groups?.["end"] !== undefined) {
      if (
        sql
          .slice(at)
          .replaceAll(/--[^\n]*|\/\*[\s\S]*?\*\//g, "")
          .trim() === ""
      )
        break;
      throw refused(`${what} must be one query (got several, with a semicolon between them)`);
    }
    text += placeholder(numberOf(parameterOf(what, groups?.["name"]), parameters));
  }
  if (text === "" || sql[at - 1] !== ";") text += sql.slice(at);
  if (isCut(text) && (what === "books.payouts" || (what === "books.entries" && !parameters.includes("after")))) {
    const wayOut = what === "books.entries" ? ", or write `id > :after` and `order by id`" : "";
    throw refused(
      `${what} must list all rows, because one that is missing would be taken for one that was never made: leave its limit out${wayOut}`,
    );
  }
  if (!parameters.includes("account")) throw refused(`${what} must ask for one account: \`where … = :account\``);
  return { what, text: text.trim(), parameters };
}

/** Whether the query as a whole, and no part of it, stops after so many rows. */
function isCut(text: string): boolean {
  return /\b(?:limit\s+\d+(?:\s*(?:,|offset\b)\s*\d+)?|fetch\s+(?:first|next)\s+[^()]*)\s*$/i.test(text);
}

function parameterOf(what: string, name: string | undefined): Parameter {
  if (name === "account" || (name === "after" && what === "books.entries")) return name;
  const known = what === "books.entries" ? ":account and :after" : ":account";
  throw refused(`${what} may ask for ${known} only (got :${name})`);
}

/** A parameter that stands there twice is bound once. */
function numberOf(parameter: Parameter, parameters: Parameter[]): number {
  if (!parameters.includes(parameter)) parameters.push(parameter);
  return parameters.indexOf(parameter) + 1;
}

function refused(message: string): TargetError {
  return new TargetError("nonsense", message);
}
