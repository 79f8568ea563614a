/** The scenario that `init` writes. Its comments teach the language, and it shows the bug. */
export const FIRST_SCENARIO = `# yaml-language-server: $schema=./scenario.schema.json

# The question to a payout API: when its Lightning node times out, is a single sat lost?
#
#   npx chaos-payout run first-payouts                                     the bug: charged but never paid, exit code 1
#   npx chaos-payout run first-payouts --strategy tracked-saga             the fix: every sat accounted for, exit code 0
#   npx chaos-payout run first-payouts --target http://127.0.0.1:3000      your own payout API
#
# The first line points editors to the schema, so that they complete and explain every key.
# \`npx chaos-payout validate\` checks this file. \`npx chaos-payout explain NAME\` explains a name in it, or in a report.

name: first-payouts                       # the name of this file without .yaml
description: The node times out for 5 % of concurrent payouts. Not a single sat may be lost.
seed: 42                                  # chooses which payouts meet a fault: same seed, same run

projects:                                 # the accounts that pay, in turn
  project_test_001: { balance: 1_000_000 } # in sats; a payout of 1,000 costs 1,020, including the fee of 2 %

payouts:
  amount: 1000                            # or { min: 10, max: 500 }, or { oneOf: [10, 50, 1000] }

load:                                     # phases, one after the other
  - name: calm                            # without faults: nothing else matters until this works
    payouts: 100
    concurrency: 10                       # payouts in flight; each answer makes room for the next one
  - name: spike
    payouts: 200
    concurrency: 40
    faults:
      timeout: 5%                         # exactly 10 of the 200: the payment hangs, the API gives up, and it fails
      # late-settle: 5%                   # try this next: it hangs, the API gives up, and it is paid after all
      # answer-lost: 3                    # or a count: for 3 payouts the caller never sees the API's answer
  # - { name: steady, rate: 200/s, for: 3s }  # the other kind of phase: a constant rate, however slow the answers

client:                                   # the caller of the API
  timeout: 2s                             # how long it waits for an answer
  retry: { attempts: 1 }                  # or { attempts: 3, backoff: 50ms, key: same }

api:                                      # the embedded API; --target replaces it
  railTimeout: 100ms                      # how long it waits for the node
  # Uncomment the next line to see the fix. Without it the API is \`naive\`: it charges, and never refunds.
  # strategy: tracked-saga

thresholds:                               # in addition to the money checks, which always run
  timeout_errors: ["count>0"]             # the faults really happened
  balance_rollback_failures: ["count==0"] # every charge was paid or refunded

expect: balanced                          # what a correct API proves; anything else fails the run
`;
