import { TargetError } from "../service/target.ts";

/** The answer to a call, or the target's refusal. An unreachable target still rejects. */
export async function orRefusal<T>(call: Promise<T>): Promise<T | TargetError> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof TargetError && error.kind !== "unreachable") return error;
    throw error;
  }
}
