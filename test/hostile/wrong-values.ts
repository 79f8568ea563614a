import { answerJson, type HostileTarget, type Subject } from "./hostile-api.ts";

/** A whole body in the place of an answer, with status 200 and JSON's content type. */
function bodies(subjects: readonly Subject[], texts: Readonly<Record<string, string>>): HostileTarget[] {
  return Object.entries(texts).map(([name, text]) => ({
    name,
    about: subjects,
    misbehave: ({ response }) => void response.writeHead(200, { "content-type": "application/json" }).end(text),
  }));
}

const balance = (value: string) => `{"success":true,"data":{"balance":${value}}}`;
const entry = (value: string) => `{"data":{"entries":[{"id":1,"cause":"charge","amount":${value}}],"next":null}}`;
const payout = (value: string) =>
  `{"data":{"payouts":[{"id":1,"idempotencyKey":"k","status":"pending","amount":${value}}],"next":null}}`;

/** Amounts and shapes that are not what the contract says. */
export const wrongValues: readonly HostileTarget[] = [
  ...bodies(["balance"], {
    "a balance with a fraction": balance("1.5"),
    "a balance beyond every number": balance("1e999"),
    "a balance beyond every coin": balance("9007199254740991"),
    "a balance that is NaN": balance("NaN"),
    "a balance in words": balance('"many"'),
    "a balance in digits, as text": balance('"5000000"'),
    "a balance that is null": balance("null"),
    "a balance that is a list": balance("[5000000]"),
    "a balance that is an object of itself": balance('{"balance":5000000}'),
    "a balance that stands twice": balance('5000000,"balance":1'),
    "a balance that is missing": '{"success":true,"data":{}}',
    "a balance of a failure": '{"success":false,"data":{"balance":5000000}}',
    "a balance in a list": `[${balance("5000000")}]`,
    "a balance nested beyond measure": balance(`${"[".repeat(200_000)}${"]".repeat(200_000)}`),
    "held money that is text": balance('5000000,"held":"none"'),
  }),
  ...bodies(["entries"], {
    "an entry with a fraction": entry("-10.2"),
    "an entry of infinity": entry("-1e999"),
    "an entry in words": entry('"-10"'),
    "an entry without an amount": entry("null"),
    "entries that are no list": '{"data":{"entries":{"0":{"id":1,"amount":1}},"next":null}}',
    "entries that are no objects": '{"data":{"entries":[1,"two",null,[4]],"next":null}}',
    "entries whose next page is an object":
      '{"data":{"entries":[{"id":1,"amount":-1},{"id":2,"amount":-1}],"next":{"page":2}}}',
    "entries with a prototype": '{"__proto__":{"data":{}},"data":{"__proto__":{"entries":[]},"entries":7}}',
  }),
  ...bodies(["payouts"], {
    "a payout with a fraction": payout("10.5"),
    "a payout of less than nothing": payout("-1000"),
    "a payout in words": payout('"1000"'),
  }),
  {
    name: "a balance that is another one each time",
    about: ["balance"],
    misbehave: ({ response, number }) =>
      answerJson(response, 200, { balance: 5_000_000 + number * 7, held: number % 3 }),
  },
  {
    name: "entries that all have one id",
    about: ["entries"],
    misbehave({ response, number, honest }) {
      // The first look finds an entry from before the run, whose id every later one has as well.
      const entries = [{ amount: 5, cause: "deposit" }, ...(number === 1 ? [] : (honest.data["entries"] as object[]))];
      answerJson(response, 200, { entries: entries.map((each) => ({ ...each, id: "the entry" })), next: null });
    },
  },
  {
    name: "payouts that are listed twice under two ids",
    about: ["payouts"],
    misbehave({ response, honest }) {
      const payouts = (honest.data["payouts"] as object[]).flatMap((row) => [row, { ...row, id: "again" }]);
      answerJson(response, 200, { payouts, next: null });
    },
  },
  {
    name: "payouts whose words are unknown, and a megabyte long",
    about: ["payouts"],
    misbehave({ response, honest }) {
      const payouts = (honest.data["payouts"] as object[]).map((row) => ({
        ...row,
        status: "\u001b[31m".repeat(250_000),
      }));
      answerJson(response, 200, { payouts: payouts.slice(0, 3), next: null });
    },
  },
];
