/** The environment variable whose value becomes the `authorization` header of every call to a target. It is a secret. */
export const AUTHORIZATION_VARIABLE = "CHAOS_PAYOUT_AUTHORIZATION";
