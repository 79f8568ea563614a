import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { dirname, join } from "node:path";
import ts from "typescript";
import { beforeAll, describe, expect, it } from "vitest";
import { temporaryFolder } from "./program.ts";

/** The package as npm packs it, installed in a project that has nothing but what the package asks for. */
const root = join(import.meta.dirname, "../..");
const description = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const ends: (() => Promise<void> | void)[] = [];
let project = "";
let packed: readonly string[] = [];

beforeAll(() => {
  project = temporaryFolder((end) => void ends.push(end));
  const options = { cwd: root, stdio: "pipe" } as const;
  execFileSync("npm", ["pack", "--ignore-scripts", "--pack-destination", project], options);
  const modules = join(project, "node_modules");
  mkdirSync(join(modules, "chaos-payout"), { recursive: true });
  const archive = join(project, `chaos-payout-${description.version}.tgz`);
  execFileSync("tar", ["-xzf", archive, "--strip-components=1", "-C", join(modules, "chaos-payout")]);
  packed = execFileSync("tar", ["-tzf", archive], { encoding: "utf8" }).trim().split("\n");
  for (const name of [...Object.keys(description.dependencies), "vitest"]) {
    mkdirSync(dirname(join(modules, name)), { recursive: true });
    symlinkSync(join(root, "node_modules", name), join(modules, name));
  }
  writeFileSync(join(project, "package.json"), '{ "type": "module" }');
  return async () => {
    for (const end of ends) await end();
  };
});

function node(...args: readonly string[]) {
  const env = { ...process.env, NO_COLOR: "1", TMPDIR: project };
  return spawnSync(process.execPath, args, { cwd: project, env, encoding: "utf8" });
}

const bin = () => join(project, "node_modules/chaos-payout/bin/chaos-payout.js");
const bundle = () => join(project, "node_modules/chaos-payout/dist/cli");

describe("the packed package", () => {
  it("has the program as a bundle, the library with its types, and no source", () => {
    expect(packed).toEqual(
      expect.arrayContaining(
        [
          "bin/chaos-payout.js",
          "dist/cli/main.js",
          "dist/index.d.ts",
          "dist/own/index.d.ts",
          "dist/own/index.js",
          "dist/testing/index.d.ts",
          "dist/vitest/index.d.ts",
        ].map((file) => `package/${file}`),
      ),
    );
    expect(packed.filter((file) => /^package\/(?:src|test|bench|build)/.test(file))).toEqual([]);
  });

  it("lets a project run scenarios from code", () => {
    const code = `import { defineScenario, planScenario, runScenario } from "chaos-payout";
      const scenario = defineScenario({ name: "few", projects: { p: { balance: 9000 } }, load: [{ name: "all", payouts: 3, concurrency: 1 }] });
      console.log((await runScenario(scenario, { seed: 1 })).reconciliation.verdict);`;
    expect(node("--input-type=module", "-e", code)).toMatchObject({ stdout: "balanced\n", stderr: "", status: 0 });
  });

  it("lets any test suite play each provider and prove a payout", () => {
    const file = join(root, "test/testing/example.service.yaml");
    const code = `import { loadService, reconciled, startRail } from "chaos-payout/testing";
      const rail = await startRail({ dialects: ["lnd-rest", "lnd-grpc", "cln-rest", "lnbits", "zbd", "phoenixd"] });
      const service = await loadService(${JSON.stringify(file)}, { rail, url: rail.dialects.zbd.url });
      const failure = await reconciled(service, () => {}).then(() => "none", (error) => error.name);
      console.log(Object.keys(rail.dialects).length, rail.invoice("ada", 5).slice(0, 8), failure);
      await service.close();
      await rail.close();`;
    const printed = { stdout: "6 lnbcrt50 ReconciliationError\n", stderr: "", status: 0 };
    expect(node("--input-type=module", "-e", code)).toMatchObject(printed);
  });

  it("lets any test suite explore a payout function of its own", () => {
    const code = `import { exploreService } from "chaos-payout/simulation";
      const start = ({ ledger }) => ({ pay: ({ key, account, costMsat }) =>
        ledger.transact(async (tx) => { await tx.move({ effect: "charge", account, key, msat: costMsat }); return "paid"; }) });
      const scenario = { name: "few", projects: { shop: { balance: 9000 } }, load: [{ name: "all", payouts: 1, concurrency: 1 }] };
      await exploreService({ start, scenario }).catch((error) => console.log(error.failure.kind));`;
    expect(node("--input-type=module", "-e", code)).toMatchObject({
      stdout: "charged-not-paid\n",
      stderr: "",
      status: 0,
    });
  });

  it("imports nothing that is not installed with it", () => {
    const allowed = [...Object.keys(description.dependencies), "vitest"];
    const files = packed.filter((name) => /^package\/dist\/(?!cli\/|load\/k6\.js).*\.js$/.test(name));
    const imported = files.flatMap((name) => {
      const text = readFileSync(join(project, "node_modules/chaos-payout", name.slice("package/".length)), "utf8");
      return ts.preProcessFile(text).importedFiles.map(({ fileName }) => fileName);
    });
    const strange = imported.filter(
      (from) => !from.startsWith(".") && !isBuiltin(from) && !allowed.some((name) => `${from}/`.startsWith(`${name}/`)),
    );
    expect(imported.length).toBeGreaterThan(20);
    expect([...new Set(strange)]).toEqual([]);
  });

  it("offers its matcher to a test suite", () => {
    writeFileSync(
      join(project, "few.test.ts"),
      `import { expect, it } from "vitest";
       import { startLightningNode } from "chaos-payout/vitest";
       it("starts a node", async () => { const node = await startLightningNode(); expect(node.url).toMatch(/^http/); await node.close(); });`,
    );
    const { status, stdout, stderr } = node(join(root, "node_modules/vitest/vitest.mjs"), "run", "--root", project);
    expect(status, `${stdout}${stderr}`).toBe(0);
  });

  it("runs the program", () => {
    const { status, stdout, stderr } = node(
      bin(),
      "run",
      "timeout-after-charge",
      "--no-ci",
      "--reporter",
      "html=report.html",
    );
    expect(status, stderr).toBe(1);
    expect(readFileSync(join(project, "report.html"), "utf8")).toContain("uPlot");
    expect(stdout).toContain("VIOLATED");
  });

  it("keeps the licence of every package that the bundle contains", () => {
    const licences = readFileSync(join(bundle(), "THIRD-PARTY-LICENSES.txt"), "utf8");
    for (const name of ["commander", "undici", "yaml", "zod", "prom-client"]) {
      const text = readFileSync(join(root, "node_modules", name, "LICENSE"), "utf8");
      expect(licences).toContain(text.trim().split("\n").at(-1));
      expect(licences).toMatch(new RegExp(`^${name} \\d+\\.\\d+\\.\\d+ \\((?:MIT|ISC|Apache-2.0)\\)$`, "m"));
    }
  });

  it("shows a bug in lines of our own source", () => {
    const textOf = (name: string) => readFileSync(join(bundle(), name), "utf8");
    const files = readdirSync(bundle()).filter((name) => name.endsWith(".js"));
    const file = files.find((name) => textOf(name).includes("function createProgram(")) ?? "";
    const text = textOf(file);
    const broken = text.replace(/function createProgram\(\w+\)\{/, (start) => `${start}null.forced;`);
    expect(broken).not.toBe(text);
    writeFileSync(join(bundle(), file), broken);
    const { status, stderr } = node(bin(), "list");
    writeFileSync(join(bundle(), file), text);
    const source = readFileSync(join(root, "src/cli/program.ts"), "utf8");
    const line = source.slice(0, source.indexOf("function createProgram(")).split("\n").length;
    expect(status).toBe(70);
    expect(stderr).toMatch(
      /TypeError: Cannot read properties of null \(reading 'forced'\)\n {4}at createProgram \(src\/cli\/program\.ts:(\d+):\d+\)\n {4}at main \(src\/cli\/main\.ts:\d+:\d+\)/,
    );
    const [, shown = ""] = /program\.ts:(\d+)/.exec(stderr) ?? [];
    expect([line, line + 1]).toContain(Number(shown));
  });
});
