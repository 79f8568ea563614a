import { readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { describe, expect, it } from "vitest";

const src = join(import.meta.dirname, "../src");
const IMPORT = /^(?:import|export)\s+(?!type\b)(?:[^"';]*?\sfrom\s+)?"([^"]+)";/gm;

/** Every file and every package that is loaded with a file, before it loads anything else lazily. */
function loadedWith(file: string): ReadonlySet<string> {
  const loaded = new Set<string>();
  const load = (path: string) => {
    const name = relative(src, path);
    if (loaded.has(name)) return;
    loaded.add(name);
    for (const [, from = ""] of readFileSync(path, "utf8").matchAll(IMPORT)) {
      if (from.startsWith(".")) load(join(dirname(path), from));
      else loaded.add(from);
    }
  };
  load(join(src, file));
  return loaded;
}

/** What takes a tenth of a second to load, or signs what an embedded run never needs. */
const heavy = ["@grpc/grpc-js", "@grpc/proto-loader", "pg", "selfsigned", "@noble/curves/secp256k1.js"];

describe("what is needed by few is loaded by few:", () => {
  it.each(["cli/main.ts", "systems/index.ts", "rail/dialects/index.ts"])("nothing heavy comes with %s", (file) => {
    const loaded = loadedWith(file);
    expect(heavy.filter((name) => loaded.has(name))).toEqual([]);
  });

  it("neither gRPC nor certificates come with a rail", () => {
    const loaded = loadedWith("rail/host/start-rail.ts");
    expect(loaded).toContain("@noble/curves/secp256k1.js");
    expect(heavy.filter((name) => loaded.has(name))).toEqual(["@noble/curves/secp256k1.js"]);
  });

  it("gRPC comes with its dialect", () => {
    expect(loadedWith("rail/dialects/lnd-grpc.ts")).toContain("@grpc/grpc-js");
  });
});
