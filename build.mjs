import { execFile } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { STATUS_CODES } from "node:http";
import { dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import { rolldown } from "rolldown";

/**
 * Builds dist: the types of the library (tsc), the library as a bundle (rolldown), so that nobody has to install the packages of the dialects, and the
 * program as another one.
 *
 * Why the program is a bundle: a small run is two processes, and opened 1,450 files before it sent its first payout. Bundled it opens 36, which saves
 * more than a quarter of its CPU time. It is split where a command is imported lazily, so `--version` still loads next to nothing.
 */

/** The types take ten times as long as all else, and only who imports the built library needs them: no test does but that of the package. */
const hasTypes = !process.argv.includes("--no-types");

/** Built beside dist, which is replaced only by a whole build. Two levels deep, as src/cli is. */
const BUILT = ".dist";
const PROGRAM = `${BUILT}/cli`;
/** Loaded from where they are installed: a native library, and a package of which cli only reads the files. */
const EXTERNAL = ["libsql", "uplot"];

const { dependencies } = JSON.parse(readFileSync("package.json", "utf8"));

async function writeTypes() {
  const tsc = ["node_modules/typescript/bin/tsc", "-p", "tsconfig.build.json", "--outDir", BUILT];
  await promisify(execFile)(process.execPath, tsc);
}

function bundleLibrary() {
  return bundle({
    input: {
      "library/index": "src/index.ts",
      "own/index": "src/own/index.ts",
      "testing/index": "src/testing/index.ts",
      "vitest/index": "src/vitest/index.ts",
    },
    // What is installed anyway is not there twice.
    external: [...Object.keys(dependencies), "vitest"].map((name) => new RegExp(`^${name}(/|$)`)),
    output: { dir: BUILT, chunkFileNames: "library/[name]-[hash].js" },
    licencesIn: `${BUILT}/library`,
  });
}

function bundleProgram() {
  return bundle({
    input: { main: "src/cli/main.ts" },
    external: EXTERNAL,
    plugins: [undiciWithoutTheRest],
    joined: true,
    output: { dir: PROGRAM, chunkFileNames: "[name]-[hash].js" },
    licencesIn: PROGRAM,
  });
}

/** What runs within a load engine: one file that needs no package, because it may be copied to another machine. */
function bundleScripts() {
  return bundle({
    input: { artillery: "src/load/script/artillery.ts" },
    external: [],
    output: { dir: `${BUILT}/load`, entryFileNames: "[name].mjs", codeSplitting: false },
    licencesIn: `${BUILT}/load`,
  });
}

/** What runs within k6, which is no Node and knows the syntax of 2020. */
function bundleK6Script() {
  const runtime = resolve("src/load/script/k6-runtime.ts");
  const globals = ["AbortController", "Buffer", "URL", "URLSearchParams"];
  return bundle({
    input: { k6: "src/load/script/k6.ts" },
    external: [/^k6\//],
    plugins: [nodeModulesOfK6(runtime)],
    platform: "neutral",
    transform: { target: "es2020", inject: Object.fromEntries(globals.map((name) => [name, [runtime, name]])) },
    // k6 looks for the map of a script, and the script is copied without one.
    output: { dir: `${BUILT}/load`, entryFileNames: "[name].js", codeSplitting: false, sourcemap: false },
    licencesIn: `${BUILT}/load/k6`,
  });
}

/** What is imported of Node stands in for it; the texts of the statuses are Node's own. To import anything else fails the build. */
function nodeModulesOfK6(runtime) {
  return {
    name: "node-modules-of-k6",
    resolveId: {
      filter: { id: /^node:/ },
      handler: (id) => {
        if (id === "node:crypto") return runtime;
        if (id === "node:http") return "\0node:http";
        throw new Error(`k6 has no ${id}`);
      },
    },
    load: {
      filter: { id: /^\0node:http$/ },
      handler: () => `export const STATUS_CODES = ${JSON.stringify(STATUS_CODES)};`,
    },
  };
}

async function bundle({
  input,
  external,
  plugins = [],
  platform = "node",
  transform,
  joined,
  output: place,
  licencesIn,
}) {
  const built = await rolldown({ input, external, plugins: [...plugins, withoutMapOfPackages], platform, transform });
  const { output } = await built.write({
    ...place,
    ...(joined ? { codeSplitting: { groups: await partsOf(built) } } : {}),
    // A stack names our functions, and our lines by way of the maps; the sources themselves are not shipped.
    minify: { compress: true, mangle: false, codegen: true },
    sourcemap: true,
    sourcemapExcludeSources: true,
    ...place,
  });
  const files = output.flatMap((each) => (each.type === "chunk" ? each.moduleIds : []));
  mkdirSync(licencesIn, { recursive: true });
  writeFileSync(join(licencesIn, "THIRD-PARTY-LICENSES.txt"), licences(files));
}

/**
 * The parts of the program that a run and the API that it starts load, as few files as can be: a file costs a millisecond, whatever is in it. The first
 * part that a module belongs to has it, and whatever a module imports is in the same part or in one before it, so no two files import each other.
 */
async function partsOf(built) {
  const { output } = await built.generate();
  const chunks = new Map(output.flatMap((each) => (each.type === "chunk" ? [[each.fileName, each]] : [])));
  const entry = resolve("src/cli/main.ts");
  /** What is loaded with a file, but for the entry, which waits for the rest and must not be waited for. */
  const loadedWith = (file) => {
    const seen = new Set();
    const visit = (name) => {
      if (seen.has(name) || !chunks.has(name)) return;
      seen.add(name);
      chunks.get(name).imports.forEach(visit);
    };
    for (const { fileName, moduleIds } of chunks.values()) if (moduleIds.includes(resolve(file))) visit(fileName);
    if (seen.size === 0) throw new Error(`the program does not contain ${file}`);
    return new Set([...seen].flatMap((name) => chunks.get(name).moduleIds).filter((id) => id !== entry));
  };
  const both = (one, other) => new Set([...one].filter((id) => other.has(id)));
  const run = loadedWith("src/cli/run/run-scenarios.ts");
  const serve = loadedWith("src/cli/serve/serve.ts");
  const target = loadedWith("src/service/http-target.ts");
  const parts = {
    floor: loadedWith("src/cli/main.ts"),
    program: loadedWith("src/cli/program.ts"),
    common: both(run, serve),
    http: both(target, serve),
    scenarios: both(run, loadedWith("src/cli/listing/list.ts")),
    serve,
    run,
    target,
  };
  return Object.entries(parts).map(([name, ids], at, all) => ({
    name,
    priority: all.length - at,
    test: (id) => ids.has(id),
  }));
}

/** Only stacks in our own source are told by its lines; maps of other packages would be five times as much. */
const withoutMapOfPackages = {
  name: "without-map-of-packages",
  transform: { filter: { id: /node_modules/ }, handler: (code) => ({ code, map: { mappings: "" } }) },
};

/**
 * The pools of undici, which is all that the program uses of it. Its own entry loads proxies, mocks, caches, fetch and WebSocket as well, which is
 * half of the time that it takes. To import anything else fails the build.
 */
const undiciWithoutTheRest = {
  name: "undici-without-the-rest",
  resolveId: { filter: { id: /^undici$/ }, handler: () => "\0undici" },
  load: {
    filter: { id: /^\0undici$/ },
    handler: () => {
      const from = (file) => JSON.stringify(resolve("node_modules/undici/lib", file));
      return `
        import api from ${from("api/index.js")};
        import Agent from ${from("dispatcher/agent.js")};
        import Client from ${from("dispatcher/client.js")};
        import Dispatcher from ${from("dispatcher/dispatcher.js")};
        import Pool from ${from("dispatcher/pool.js")};
        Object.assign(Dispatcher.prototype, api);
        export { Agent, Client, Pool };
      `;
    },
  },
};

/** The licences of all packages in the bundle: every one of them has to be kept with every copy. */
function licences(files) {
  const folders = new Set(files.filter((file) => file.includes("node_modules")).map(packageFolder));
  const all = [...folders].map((folder) => ({ ...descriptionIn(folder), texts: licenceTexts(folder) }));
  const entry = ({ name, version, license, author, texts }) => {
    if (texts.length > 0) return `${name} ${version} (${license})\n\n${texts.join("\n")}`;
    // The package comes without the text of its licence.
    const same = all.find((other) => other.license === license && other.texts.length > 0);
    if (same === undefined)
      throw new Error(`${name} is bundled, and nothing here has the text of its licence, ${license}`);
    return `${name} ${version} (${license})\n\nby ${author?.name ?? author}, under the licence that is printed with ${same.name}\n`;
  };
  return all
    .map(entry)
    .sort()
    .join(`\n${"-".repeat(80)}\n\n`);
}

/** The folder of the package that a file belongs to; a package.json without a name only says how the files beside it are to be read. */
function packageFolder(file) {
  const folder = dirname(file);
  return descriptionIn(folder)?.name === undefined ? packageFolder(folder) : folder;
}

function descriptionIn(folder) {
  const path = join(folder, "package.json");
  return existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : undefined;
}

function licenceTexts(folder) {
  const files = readdirSync(folder).filter((file) => /^(licen[cs]e|copying|notice)/i.test(file));
  return files.map((file) => readFileSync(join(folder, file), "utf8"));
}

rmSync(BUILT, { recursive: true, force: true });
try {
  await Promise.all([
    hasTypes ? writeTypes() : undefined,
    bundleLibrary(),
    bundleProgram(),
    bundleScripts(),
    bundleK6Script(),
  ]);
  // What an earlier build left behind must never be packed.
  rmSync("dist", { recursive: true, force: true });
  renameSync(BUILT, "dist");
} catch (error) {
  process.stderr.write(error.stdout || `${error.stack ?? error}\n`);
  process.exitCode = 1;
}
