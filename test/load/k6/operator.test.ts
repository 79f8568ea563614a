import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { operatorFiles } from "../../../src/load/k6/operator.ts";

const files = new Map([
  ["chaos-payout.js", 'export default () => "${x}: \\" #\u2028";\n'],
  ["plan.json", '{ "phases": [] }\n'],
  ["payouts.json", "[]\n"],
]);
const script = { name: "Payday & gigs_2", phases: [{ name: "before" }, { name: "after" }], files, environment: [] };

function parsed(texts: ReadonlyMap<string, string>): Readonly<Record<string, unknown>> {
  return Object.fromEntries([...texts].map(([name, text]) => [name, parse(text)]));
}

const testRun = (phase: number, where: object, more: object) => ({
  apiVersion: "k6.io/v1alpha1",
  kind: "TestRun",
  metadata: { name: `chaos-payout-payday-gigs-2-phase-${phase}` },
  spec: {
    parallelism: 4,
    script: where,
    arguments: `--no-usage-report -e CHAOS_PAYOUT_PHASE=${phase}`,
    runner: {
      securityContext: { fsGroup: 12345 },
      env: [
        { name: "POD_NAME", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } },
        { name: "K6_OUT", value: `json=/results/phase-${phase}-$(POD_NAME).ndjson` },
      ],
      ...more,
      volumes: [{ name: "results", persistentVolumeClaim: { claimName: "chaos-payout-payday-gigs-2-results" } }],
      volumeMounts: [{ name: "results", mountPath: "/results" }],
    },
  },
});

const claim = (name: string) => ({
  apiVersion: "v1",
  kind: "PersistentVolumeClaim",
  metadata: { name },
  spec: { accessModes: ["ReadWriteMany"], resources: { requests: { storage: "5Gi" } } },
});

describe("what the k6-operator is given", () => {
  it("is the script as it stands, a place for results, and one run for each phase", () => {
    const where = { configMap: { name: "chaos-payout-payday-gigs-2", file: "chaos-payout.js" } };
    expect(parsed(operatorFiles(script, 4))).toEqual({
      "config-map.yaml": {
        apiVersion: "v1",
        kind: "ConfigMap",
        metadata: { name: "chaos-payout-payday-gigs-2" },
        data: Object.fromEntries(files),
      },
      "results-claim.yaml": claim("chaos-payout-payday-gigs-2-results"),
      "test-run-phase-1.yaml": testRun(1, where, {}),
      "test-run-phase-2.yaml": testRun(2, where, {}),
    });
  });

  it("has a volume for a script that is too large for a ConfigMap, and secrets by their name only", () => {
    const large = new Map([...files, ["payouts.json", `[${"1,".repeat(600_000)}1]`]]);
    const where = {
      volumeClaim: { name: "chaos-payout-payday-gigs-2-script", file: "chaos-payout.js", readOnly: true },
    };
    const more = { envFrom: [{ secretRef: { name: "chaos-payout-payday-gigs-2" } }] };
    const texts = operatorFiles({ ...script, files: large, environment: ["API_TOKEN"] }, 4);
    expect(parsed(texts)).toEqual({
      "script-claim.yaml": claim("chaos-payout-payday-gigs-2-script"),
      "results-claim.yaml": claim("chaos-payout-payday-gigs-2-results"),
      "test-run-phase-1.yaml": testRun(1, where, more),
      "test-run-phase-2.yaml": testRun(2, where, more),
    });
    expect(texts.get("script-claim.yaml")).toContain("too large for a ConfigMap");
  });

  it("has names that Kubernetes takes", () => {
    const named = (name: string) =>
      [...operatorFiles({ ...script, name }, 1).values()].map((text) => parse(text).metadata.name);
    expect(named("---")).toEqual([
      "chaos-payout",
      "chaos-payout-results",
      "chaos-payout-phase-1",
      "chaos-payout-phase-2",
    ]);
    for (const name of named("Ünïcode ".repeat(20))) expect(name).toMatch(/^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$/);
  });
});
