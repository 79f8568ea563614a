import { forever } from "./forever.ts";
import { answerJson, type Call, type HostileTarget } from "./hostile-api.ts";

let made = 0;

function fresh(): string {
  made += 1;
  return `${made}`;
}

function row(id: string | number) {
  return {
    id,
    amount: 1,
    status: "pending",
    cause: "charge",
    idempotencyKey: `k_${id}`,
    createdAt: "2026-01-01T00:00:00Z",
  };
}

function rows(count: number) {
  return Array.from({ length: count }, () => row(fresh()));
}

/** What page after page of a list holds, and which page it names as its next one. */
type Page = (call: Call) => { readonly rows: readonly unknown[]; readonly next?: unknown };

const pages: Readonly<Record<string, Page>> = {
  "has ever new rows": () => ({ rows: rows(100), next: fresh() }),
  "has one new row a page": () => ({ rows: rows(1), next: fresh() }),
  "has ever new rows and names no page": () => ({ rows: rows(100) }),
  "has ever new rows without ids": () => ({
    rows: rows(50).map(({ id, ...rest }) => ({ ...rest, description: id })),
    next: fresh(),
  }),
  "names the same page for ever": () => ({ rows: rows(10), next: "again" }),
  "names two pages in turn": ({ number }) => ({ rows: rows(10), next: number % 2 === 0 ? "even" : "odd" }),
  "names fifty pages in a circle": ({ number }) => ({ rows: rows(1), next: `page ${number % 50}` }),
  "names itself by a link": () => ({ rows: rows(10), next: "/api/v1/entries?after=again" }),
  "has the same page under fresh cursors": () => ({ rows: [row("a"), row("b")], next: fresh() }),
  "has two pages in turn under fresh cursors": ({ number }) => ({ rows: [row(`a${number % 2}`)], next: fresh() }),
  "has the same row under fresh cursors, a little different each time": () => ({
    rows: [{ ...row("a"), amount: Number(fresh()) }],
    next: fresh(),
  }),
  "has rows without anything under fresh cursors": () => ({ rows: [{ amount: 1 }], next: fresh() }),
  "has empty pages": () => ({ rows: [], next: fresh() }),
  "has an empty page after each full one": ({ number }) => ({ rows: number % 2 === 0 ? rows(10) : [], next: fresh() }),
  "has cursors that grow": ({ number }) => ({ rows: rows(1), next: "x".repeat(2 ** Math.min(number, 20)) }),
  "has pages of many thousand rows": () => ({ rows: rows(4_000), next: fresh() }),
};

/** Lists that have no end, each in another way. */
export const endlessLists: readonly HostileTarget[] = [
  ...Object.entries(pages).map(([name, page]) => ({
    name: `a list that ${name}`,
    about: ["entries", "payouts"] as const,
    misbehave(call: Call) {
      const { rows, next } = page(call);
      answerJson(call.response, 200, { [call.subject]: rows, next });
    },
  })),
  {
    name: "a list whose pages come late",
    about: ["entries", "payouts"],
    misbehave({ response, subject }) {
      setTimeout(() => answerJson(response, 200, { [subject]: rows(1), next: fresh() }), 50);
    },
  },
  {
    name: "a list whose first page has no end",
    about: ["entries", "payouts"],
    misbehave({ response, subject }) {
      response.writeHead(200).write(`{"${subject}":[`);
      forever(response, `${JSON.stringify(row("a"))},`.repeat(500));
    },
  },
  {
    name: "a list that is asked for once more after each row",
    about: ["entries", "payouts"],
    misbehave({ response, subject, request }) {
      const after = Number(new URL(request.url ?? "", "http://api").searchParams.get("after") ?? 0);
      answerJson(response, 200, { [subject]: [row(after + 1)] });
    },
  },
];
