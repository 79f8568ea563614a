import { z } from "zod";
import { refusal, shown } from "./fields.ts";
import { limits } from "./limits.ts";

/** What `extends` takes: the path of one file, as it stands. */
export function baseName() {
  const error = refusal({
    label: "extends",
    takes: "the path of one YAML file, from the folder of this one, such as shared/base.yaml",
    wrong(input) {
      if (typeof input !== "string") return `${shown(input)} is none`;
      if (/^[a-z][a-z0-9+.-]+:\/\//i.test(input)) return `${shown(input)} is an address: keep a copy beside this file`;
      if (input.includes("${")) return `${shown(input)} holds a variable: only other values can`;
      return `${shown(input)} is ${input.trim() === "" ? "empty" : "too long"}`;
    },
  });
  return z
    .string({ error })
    .regex(/\S/, { error })
    .refine((text) => !/^[a-z][a-z0-9+.-]+:\/\/|\$\{/i.test(text), { error })
    .max(limits.pathLength, { error });
}
