// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references are written like that, and they are what is tested.
import { describe, expect, it } from "vitest";
import { runs } from "../runs.ts";
import { complaintLines, complaintsIn, GOOD, parsedIn, rightIn } from "./text.ts";

const withDescription = (text: string) => `${GOOD}description: ${text}\n`;

function described(text: string, environment: Record<string, string>): string {
  return rightIn({ "x.yaml": withDescription(text) }, { environment }).scenario.description;
}

describe("a value with a variable", () => {
  it("that is one reference and nothing else is read as YAML would read the text", () => {
    const seed = (text: string, environment: Record<string, string>) =>
      rightIn({ "x.yaml": `${GOOD}seed: ${text}\n` }, { environment }).scenario.seed;
    expect(seed("${env:SEED}", { SEED: "50" })).toBe(50);
    expect(seed('"${env:SEED}"', { SEED: " 1_000 " })).toBe(1_000);
    expect(seed("${env:SEED:-7}", {})).toBe(7);
    expect(seed("${env:SEED:-7}", { SEED: "" })).toBe(7);
    const quoted = GOOD.replace("5%", '"${env:RATE}"');
    expect(rightIn({ "x.yaml": quoted }, { environment: { RATE: "10%" } }).scenario.load[0]?.faults.timeout).toEqual({
      ...{ kind: "rate", millionths: 100_000, declared: "10%", attempts: null, forMs: null, to: null },
    });
  });

  it("is expanded inside other text", () => {
    expect(described('"${env:A} and ${env:B:-two}, $${env:A}"', { A: "1" })).toBe("1 and two, ${env:A}");
    expect(described("x${env:A:-}y", {})).toBe("xy");
    expect(described("cost $5, ${HOME}, $$, ${env }", {})).toBe("cost $5, ${HOME}, $$, ${env }");
  });

  it("does not expand the text of a variable again", () => {
    expect(described("${env:A}", { A: "{ a: 1 }" })).toBe("{ a: 1 }");
    expect(described("${env:A}", { A: "${env:B} # no" })).toBe("${env:B} # no");
    expect(described("${env:A} $", { A: "$&" })).toBe("$& $");
  });

  it("names the variables that were set, and not those that were not", () => {
    const text = withDescription('"${env:B} ${env:A} ${env:C:-c} $${env:D}"');
    expect(rightIn({ "x.yaml": text }, { environment: { A: "a", B: "b", D: "d", E: "e" } }).variables).toEqual([
      "A",
      "B",
    ]);
  });

  it("is only read if it is not overridden", () => {
    const base = `${GOOD}seed: \${env:NONE}\n`;
    expect(complaintsIn({ "base.yaml": base, "x.yaml": "name: x\nextends: base.yaml\nseed: 1\n" })).toEqual([]);
    expect(complaintsIn({ "base.yaml": base, "x.yaml": "name: x\nextends: base.yaml\n" })).toEqual([
      "base.yaml:9:7  the variable NONE is not set: set it, or write a default, as in ${env:NONE:-default}",
    ]);
  });
});

describe("a reference", () => {
  it.each([
    [
      "to what is not set",
      "${env:N}",
      "9:14  the variable N is not set: set it, or write a default, as in ${env:N:-default}",
    ],
    [
      "in the middle",
      '"one ${env:N}"',
      "9:19  the variable N is not set: set it, or write a default, as in ${env:N:-default}",
    ],
    [
      "to a property of every object",
      "${env:constructor}",
      "9:14  the variable constructor is not set: set it, or write a default, as in ${env:constructor:-default}",
    ],
    [
      "without a name",
      "${env:}",
      "9:14  ${env:} names no variable: write ${env:NAME} or ${env:NAME:-default}, with letters, digits and _ in the name",
    ],
    [
      "with a hyphen",
      "${env:A-B}",
      "9:14  ${env:A-B} names no variable: write ${env:NAME} or ${env:NAME:-default}, with letters, digits and _ in the name",
    ],
    [
      "of the secret for a target",
      "${env:CHAOS_PAYOUT_AUTHORIZATION:-x}",
      "9:14  CHAOS_PAYOUT_AUTHORIZATION is a secret, and reports show what is in a scenario: leave it out",
    ],
    ["without an end", "${env:A", "9:14  ${env:A has no closing }: write ${env:NAME} or ${env:NAME:-default}"],
    [
      "inside another",
      "${env:A:-${env:B}}",
      "9:14  ${env:A:-${env:B} contains another reference, and references do not nest",
    ],
    [
      "in a flow map",
      "{ a: ${env:N} }",
      '9:19  not valid YAML: between { } or [ ] a value with ${ } must be quoted, as in "${env:N}"',
    ],
    [
      "in a flow list",
      "[x${env:N:-5}]",
      '9:16  not valid YAML: between { } or [ ] a value with ${ } must be quoted, as in "${env:N:-5}"',
    ],
  ])("%s is told at its place", (_, text, message) => {
    expect(complaintLines(withDescription(text))).toEqual([`x.yaml:${message}`]);
  });

  it("in the form of a shell is told the form of a scenario where it cannot stay", () => {
    expect(complaintLines(`${GOOD}seed: \${SEED}\n`)).toEqual([
      'x.yaml:9:7  seed must be a whole number from 0 (got "${SEED}"): did you mean "${env:SEED}"?',
    ]);
  });

  it("to a very long text is refused", () => {
    expect(complaintsIn({ "x.yaml": withDescription("${env:N}") }, { environment: { N: "n".repeat(1_001) } })).toEqual([
      "x.yaml:9:14  longer than 1,000 characters once its variables are expanded",
    ]);
  });
});

describe("a problem with the value of a variable", () => {
  const secret = "geheim-4711";
  const told = (text: string, value = secret) => complaintsIn({ "x.yaml": text }, { environment: { S: value } });

  it("shows the reference", () => {
    expect(told(GOOD.replace("600", "${env:S}"))).toEqual([
      'x.yaml:6:14  payouts must be a whole number from 1 (got the value of "${env:S}")',
    ]);
    expect(told(GOOD.replace("600", "${env:S}"), "")).toEqual([
      'x.yaml:6:14  payouts must be a whole number from 1 (got nothing: "${env:S}" is empty)',
    ]);
  });

  it("leaves out numbers that would reveal the value", () => {
    expect(told(GOOD.replace("5%", '"${env:S}"'), "4711")).toEqual([
      'x.yaml:8:5  payment faults cannot hit more payouts than the phase has (with the value of "${env:S}")',
    ]);
    expect(told(`${GOOD}payouts: { amount: { min: 5, max: "\${env:S}" } }\n`, "4")).toEqual([
      'x.yaml:9:35  max must not be less than min (with the value of "${env:S}")',
    ]);
    expect(told(`${GOOD}client: { retry: { attempts: "\${env:S}", backoff: 1m } }\n`, "9")).toEqual([
      'x.yaml:9:51  the waits between attempts must add up to at most 600s (with the value of "${env:S}")',
    ]);
    expect(told(`${GOOD}  - { name: "\${env:S}", payouts: 1, concurrency: 1 }\n`, "spike")).toEqual([
      'x.yaml:9:13  the name of a phase must be unique (with the value of "${env:S}")',
    ]);
  });

  it("is made before the value could be in it, whatever the value looks like", () => {
    expect(told(GOOD.replace("300_000", '"${env:S}"'), "hunter2, and more")).toEqual([
      'x.yaml:3:25  balance must be a number of sats from 0 (got the value of "${env:S}")',
    ]);
    expect(told(GOOD.replace("300_000", '"sats: ${env:S}"'), "hunter2")).toEqual([
      'x.yaml:3:25  balance must be a number of sats from 0 (got the value of "sats: ${env:S}")',
    ]);
    expect(told(`${GOOD}thresholds: { paid: [{ threshold: "\${env:S}" }] }\n`, "count>0")).toEqual([
      "x.yaml:9:22  a threshold must be text such as count==0 (got a map: write only the text)",
    ]);
    expect(told(`${GOOD}thresholds: { paid: [${'"${env:S}", '.repeat(17)}] }\n`, "count>0")).toEqual([
      "x.yaml:9:15  paid must be a list of 1 to 16 expressions (got 17)",
    ]);
  });

  // Every place that takes a value, each with a value that is right nowhere.
  const places = [
    ...[
      "name",
      "description",
      "priority",
      "seed",
      "projects",
      "payouts",
      "load",
      "client",
      "api",
      "drain",
      "expect",
    ].map((key) => `${GOOD.replace(new RegExp(`^${key}:.*(\\n .*)*\\n`, "m"), "")}${key}: \${env:S}\n`),
    ...["600", "60\n", "5%", "spike", "300_000", "{ timeout: 5% }"].map((value) => GOOD.replace(value, '"${env:S}"\n')),
    ...["payouts: { amount: V }", "payouts: { amount: { oneOf: [V] } }", "payouts: { amount: { min: 5, max: V } }"],
    ...["thresholds: { paid: [V] }", "thresholds: { paid: V }", "expect: { verdict: violated, findings: [V] }"],
    ...[
      "client: { timeout: V }",
      "client: { retry: { backoff: V } }",
      "crashes: [{ at: V }]",
      "rail: { duplicates: V }",
      "alerts: { Mine: { when: V } }",
      "alerts: { PaymentTimeoutRate: { when: V } }",
      "alerts: { BalanceMismatch: { severity: V } }",
      "load: [{ name: a, rate: V, for: 1s }]",
      "load: [{ name: a, rate: 1/s, for: V }]",
      "client: { retry: { attempts: V, backoff: 60s } }",
      "instances: V",
    ],
  ].map((text) => {
    if (text.includes("\n")) return text;
    const rest = text.startsWith("load") ? GOOD.replace(/^load:.*(\n .*)*\n/m, "") : GOOD;
    return `${rest}${text.replace(/\bV\b/, '"${env:S}"')}\n`;
  });

  it.each(places)("never shows it, in %j", (text) => {
    const long = `${secret} ${"x".repeat(600)}`;
    let refused = 0;
    const values = [
      secret,
      "471147114711471147",
      "-4711.5",
      "4711%",
      "4711h",
      "{ geheim: 4711 }",
      "[4711]",
      ...["geheim, and more", "geheim, and 4711 is none", '"geheim" is text (write 4711)', "Geheim Spike_4711"],
      ...[
        "4711.25 sats",
        "0.4711 btc",
        "1,4711",
        "9999994711",
        "4711ms4711",
        "0.00004711s",
        "4711/s",
        "violated geheim",
      ],
      ...["geheim > 4711%", "timeout_rate > 4711", "payout_duration p(4711) < 5", "count>=4711x", "rate>4711"],
      long,
    ];
    // Some of them in each run of the tests, and all of them in the long ones.
    for (const value of values.filter((_, index) => index % runs(3, 1) === 0)) {
      const whole = text.replace("} }\n\n", "} }\n");
      const environment = { S: value };
      const bases = { "base.yaml": whole, "x.yaml": "name: x\nextends: base.yaml\n" };
      for (const result of [parsedIn({ "x.yaml": whole }, { environment }), parsedIn(bases, { environment })]) {
        if (result.ok) continue;
        refused += 1;
        expect(JSON.stringify(result.problems)).not.toMatch(/geheim|4,?711/i);
      }
    }
    expect(refused).toBeGreaterThan(0);
  });

  it("never shows it where the command line sets it", () => {
    const paths = ["seed", "projects.project_a.balance", "load.0.payouts", "load.0.faults.timeout", "expect", "drain"];
    for (const path of [...paths, "load.0.name", "thresholds.paid.0", "payouts.amount.max", "client.retry"]) {
      const set = [`${path}=\${env:S}`];
      const said = complaintsIn({ "x.yaml": GOOD }, { environment: { S: "geheim, and 4711 sats" }, set });
      expect(said.length).toBeGreaterThan(0);
      for (const line of said) expect(line).not.toMatch(/geheim|4711/);
    }
  });
});
