import { SCRIPT } from "./script-name.ts";

/** What the k6-operator is to run. */
export interface OperatorScript {
  /** Of the scenario. */
  readonly name: string;
  readonly phases: readonly { readonly name: string }[];
  /** Everything that the script consists of, `plan.json` and `payouts.json` included: the text of each file by name. */
  readonly files: ReadonlyMap<string, string>;
  /** The environment variables that it needs. They are secrets. */
  readonly environment: readonly string[];
}

/**
 * What a ConfigMap may hold, in bytes, with some room for its names.
 * https://grafana.com/docs/k6/latest/set-up/set-up-distributed-k6/usage/executing-k6-scripts-with-testrun-crd/
 */
const MOST_IN_CONFIG_MAP = 1_048_576 - 16_384;

/** The user of the image of k6, who has to be able to write the results. */
const K6_USER = 12345;

/**
 * Manifests for the k6-operator: the script in a ConfigMap, or in a volume where it is too large for one; a volume for the results; and a TestRun for
 * each phase, to be created one after the other. The text of each file by name.
 * https://grafana.com/docs/k6/latest/set-up/set-up-distributed-k6/usage/configure-testrun-crd/
 */
export function operatorFiles(script: OperatorScript, parallelism: number): ReadonlyMap<string, string> {
  const name = resourceName(script.name);
  const isSmall = bytesOf(script.files) <= MOST_IN_CONFIG_MAP;
  return new Map([
    isSmall
      ? ["config-map.yaml", configMap(name, script.files)]
      : ["script-claim.yaml", scriptClaim(name, [...script.files.keys()])],
    ["results-claim.yaml", resultsClaim(name)],
    ...script.phases.map((phase, index): [string, string] => [
      `test-run-phase-${index + 1}.yaml`,
      testRun({ name, number: index + 1, phase: phase.name, parallelism, isSmall, environment: script.environment }),
    ]),
  ]);
}

/** A name that Kubernetes takes, and with room for what is added to it. */
function resourceName(scenario: string): string {
  const plain = scenario.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");
  return `chaos-payout-${plain.slice(0, 30)}`.replaceAll(/-+$/g, "");
}

function bytesOf(files: ReadonlyMap<string, string>): number {
  let bytes = 0;
  for (const [name, text] of files) bytes += Buffer.byteLength(name) + Buffer.byteLength(text);
  return bytes;
}

/** JSON strings are YAML, and say exactly what is in a file. */
function configMap(name: string, files: ReadonlyMap<string, string>): string {
  const entries = [...files].map(([file, text]) => `  ${JSON.stringify(file)}: ${JSON.stringify(text)}\n`);
  return `# The script. kubectl apply would keep a second copy in an annotation, which has less room:
# kubectl create -f config-map.yaml
apiVersion: v1
kind: ConfigMap
metadata:
  name: ${name}
data:
${entries.join("")}`;
}

function scriptClaim(name: string, files: readonly string[]): string {
  return `# The script is too large for a ConfigMap, so it has a volume, which every pod reads. Copy these files to its top before the first phase:
# ${files.join(", ")}
${claim(`${name}-script`)}`;
}

function resultsClaim(name: string): string {
  return `# Where every pod leaves what it has to tell, in a file of its own.
${claim(`${name}-results`)}`;
}

function claim(name: string): string {
  return `apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: ${name}
spec:
  # Several pods use it at the same time, maybe on several nodes: name a storage class that allows it, if yours by default does not.
  accessModes: [ReadWriteMany]
  resources:
    requests:
      storage: 5Gi
`;
}

interface Run {
  readonly name: string;
  /** Of the phase, from 1. */
  readonly number: number;
  readonly phase: string;
  readonly parallelism: number;
  readonly isSmall: boolean;
  readonly environment: readonly string[];
}

function testRun({ name, number, phase, parallelism, isSmall, environment }: Run): string {
  const where = isSmall
    ? `    configMap: { name: ${name}, file: ${SCRIPT} }`
    : `    volumeClaim: { name: ${name}-script, file: ${SCRIPT}, readOnly: true }`;
  const before = number === 1 ? "" : ` Create it when phase ${number - 1} has ended.`;
  return `# Phase ${number}, ${JSON.stringify(phase)}.${before}
apiVersion: k6.io/v1alpha1
kind: TestRun
metadata:
  name: ${name}-phase-${number}
spec:
  # Each pod is one segment of the test: no payout is sent by two of them.
  parallelism: ${parallelism}
  script:
${where}
  arguments: --no-usage-report -e CHAOS_PAYOUT_PHASE=${number}
  runner:
    securityContext: { fsGroup: ${K6_USER} }
    env:
      - name: POD_NAME
        valueFrom: { fieldRef: { fieldPath: metadata.name } }
      - name: K6_OUT
        value: json=/results/phase-${number}-$(POD_NAME).ndjson
${secrets(name, environment)}    volumes:
      - name: results
        persistentVolumeClaim: { claimName: ${name}-results }
    volumeMounts:
      - name: results
        mountPath: /results
`;
}

function secrets(name: string, environment: readonly string[]): string {
  if (environment.length === 0) return "";
  return `    # Has to hold ${environment.join(", ")}: kubectl create secret generic ${name} --from-env-file=FILE
    envFrom:
      - secretRef: { name: ${name} }
`;
}
