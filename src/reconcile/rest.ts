import type { Course } from "./course.ts";

/** True where everything had come to rest when the final reads were made. */
export function isAtRest({ drained }: Course): boolean {
  return drained !== null && drained.unrest.length === 0;
}
