import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { temporaryFolder } from "./program.ts";

/** The path of a program that does what the documentation says of k6. The first of several parts may start late. */
function k6StandIn(lateS: number): string {
  const program = join(temporaryFolder(), "k6");
  const standIn = fileURLToPath(new URL("../load/k6-stand-in.mjs", import.meta.url));
  writeFileSync(
    program,
    `#!/bin/sh\ncase "$*" in *"--execution-segment 0:"*) sleep ${lateS};; esac\nexec "${process.execPath}" --experimental-vm-modules --no-warnings "${standIn}" "$@"\n`,
  );
  chmodSync(program, 0o755);
  return program;
}

/** The flags that hand the load to it. */
export function withK6(processes: number, lateS = 0): readonly string[] {
  return ["--load", "k6", "--k6", k6StandIn(lateS), "--load-processes", String(processes)];
}
