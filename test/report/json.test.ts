import { describe, expect, it } from "vitest";
import type { Doubt } from "../../src/domain/doubt.ts";
import type { Reconciliation } from "../../src/domain/reconciliation.ts";
import { doubtSentence } from "../../src/explain/doubts.ts";
import { json } from "../../src/report/json.ts";
import { declared, inconclusive, interrupted, runOf, violated } from "./samples.ts";

const options = { colour: 0, width: 80 } as const;

describe("the json report", () => {
  it("is the contract, field by field", () => {
    expect(json(runOf([violated], "violated", 1), options)).toMatchInlineSnapshot(`
      "{
        "version": "0.1.0",
        "seed": 42,
        "exitCode": 1,
        "verdict": "violated",
        "scenarios": [
          {
            "name": "timeout-after-charge",
            "description": "The node times out after the charge.",
            "strategy": "naive",
            "seed": 42,
            "verdict": "violated",
            "durationMs": 612.4,
            "payouts": 200,
            "concurrency": 20,
            "oracle": "rail",
            "injectedTimeouts": null,
            "projects": [
              {
                "projectId": "project_test_001",
                "openingSats": 300000,
                "settledPayouts": 190,
                "unknownOutcomes": 10,
                "expectedSats": 106200,
                "actualSats": 96000,
                "heldSats": 0,
                "driftSats": -10200
              }
            ],
            "findings": [
              {
                "kind": "charged-not-paid",
                "payouts": 10,
                "sats": -10200,
                "projects": [
                  {
                    "projectId": "project_test_001",
                    "payouts": 10,
                    "sats": -10200
                  }
                ],
                "examples": [
                  {
                    "key": "timeout_test_7",
                    "timeline": [
                      "charged 1,020 at +0.031 s",
                      "node gave up at +0.131 s",
                      "never refunded"
                    ],
                    "events": [
                      {
                        "atMs": 31,
                        "by": "ledger",
                        "text": "charged 1,020"
                      },
                      {
                        "atMs": 131,
                        "by": "node",
                        "text": "node gave up"
                      },
                      {
                        "atMs": null,
                        "by": "ledger",
                        "text": "never refunded"
                      }
                    ]
                  },
                  {
                    "key": "timeout_test_188",
                    "timeline": [
                      "charged 1,020 at +0.402 s",
                      "node gave up at +0.502 s",
                      "never refunded"
                    ],
                    "events": [
                      {
                        "atMs": 402,
                        "by": "ledger",
                        "text": "charged 1,020"
                      },
                      {
                        "atMs": 502,
                        "by": "node",
                        "text": "node gave up"
                      },
                      {
                        "atMs": null,
                        "by": "ledger",
                        "text": "never refunded"
                      }
                    ]
                  }
                ]
              }
            ],
            "faults": [
              {
                "name": "timeout",
                "planned": 10,
                "fired": 10
              }
            ],
            "metrics": {
              "timeout_errors": {
                "count": 10
              },
              "balance_rollback_failures": {
                "count": 10
              },
              "timeout_rate": {
                "rate": 0.05
              },
              "payout_duration": {
                "p(50)": 4.21,
                "p(95)": 104.6,
                "p(99)": 107.3,
                "max": 131.9,
                "min": 2.04,
                "avg": 9.87,
                "med": 4.21
              }
            },
            "thresholds": [
              {
                "metric": "balance_rollback_failures",
                "expression": "count==0",
                "ok": false,
                "value": 10
              },
              {
                "metric": "timeout_errors",
                "expression": "count>0",
                "ok": true,
                "value": 10
              }
            ],
            "alerts": [],
            "conclusion": {
              "kind": "violated",
              "verdict": "violated"
            },
            "inconclusiveBecause": [],
            "doubts": [],
            "notes": [],
            "expectation": {
              "verdict": "balanced",
              "findings": null,
              "met": false
            },
            "interrupted": null,
            "reproduce": "npx chaos-payout run timeout-after-charge --seed 42"
          }
        ]
      }
      "
    `);
  });

  it("keeps an unknown figure as null and a known one as a number", () => {
    const { scenarios } = JSON.parse(json(runOf([inconclusive], "inconclusive", 2), options));
    expect(scenarios[0].projects).toEqual([
      {
        projectId: "project_test_001",
        ...{ openingSats: 300_000, settledPayouts: 200, unknownOutcomes: 0 },
        ...{ expectedSats: 96_000, actualSats: null, heldSats: null, driftSats: null },
      },
    ]);
    expect(scenarios[0].inconclusiveBecause).toEqual(inconclusive.doubts.map(doubtSentence));
    expect(scenarios[0].notes).toEqual(inconclusive.notes);
  });

  it("has amounts in sats, with fractions", () => {
    const projects = violated.projects.map((one) => ({ ...one, actualMsat: 95_999_999, driftMsat: -10_200_001 }));
    const findings = violated.findings.map((one) => ({ ...one, msat: -10_200_001, projects: [] }));
    const { scenarios } = JSON.parse(json(runOf([{ ...violated, projects, findings }], "violated", 1), options));
    expect(scenarios[0].projects[0]).toMatchObject({ actualSats: 95_999.999, driftSats: -10_200.001 });
    expect(scenarios[0].findings[0].sats).toBe(-10_200.001);
  });

  it("has every doubt as data, in words, and with what would settle it", () => {
    const doubts: readonly Doubt[] = [
      { kind: "underfunded", projectId: "shop", declaredMsat: 300_000_000, openingMsat: 500 },
    ];
    const { scenarios } = JSON.parse(json(runOf([{ ...inconclusive, doubts }], "inconclusive", 2), options));
    expect(scenarios[0].conclusion).toEqual({ kind: "inconclusive", verdict: "inconclusive" });
    expect(scenarios[0].doubts).toEqual([
      {
        ...{ kind: "underfunded", projectId: "shop", declaredSats: 300_000, openingSats: 0.5 },
        says: "shop had 0.5 sats instead of the declared 300,000 sats, and could not be funded",
        wayOut: "fund it before the run, or lower projects.shop.balance",
      },
    ]);
  });

  it("says what the injected timeouts of a target are declared to mean", () => {
    const { scenarios } = JSON.parse(json(runOf([declared], "balanced", 0), options));
    expect(scenarios[0]).toMatchObject({ oracle: "answers", injectedTimeouts: "never-paid" });
  });

  it("names the target of a foreign run, and no strategy", () => {
    const foreign = { ...violated, strategy: null, target: "http://127.0.0.1:3000", oracle: "answers" } as const;
    const { scenarios } = JSON.parse(json(runOf([foreign], "violated", 1), options));
    expect(scenarios[0]).toMatchObject({ target: "http://127.0.0.1:3000", oracle: "answers" });
    expect(scenarios[0]).not.toHaveProperty("strategy");
  });

  it("names the signal that interrupted the run", () => {
    const report = JSON.parse(json(runOf([interrupted], "inconclusive", 130), options));
    expect(report).toMatchObject({ exitCode: 130, scenarios: [{ interrupted: "SIGINT" }] });
  });

  it("says of a run that was cut what its time limit was, under the same name", () => {
    const cut: Reconciliation = { ...interrupted, interrupted: { kind: "time-limit", limitMs: 1_800_000 } };
    const report = JSON.parse(json(runOf([cut], "inconclusive", 2), options));
    expect(report.scenarios[0].interrupted).toBe("its time limit of 30 minutes");
  });

  it("has no seed if the scenarios share none", () => {
    const run = { ...runOf([], "inconclusive", 2), seed: null };
    expect(json(run, options)).toBe(
      '{\n  "version": "0.1.0",\n  "seed": null,\n  "exitCode": 2,\n  "verdict": "inconclusive",\n  "scenarios": []\n}\n',
    );
  });

  it("escapes control characters and loses none", () => {
    const name = "a\u001b[2J\u009b31m\u007f";
    const text = json(runOf([{ ...violated, scenario: name }], "violated", 1), options);
    expect(text.replaceAll("\n", "")).not.toMatch(/\p{Cc}/u);
    expect(JSON.parse(text).scenarios[0].name).toBe(name);
  });
});
