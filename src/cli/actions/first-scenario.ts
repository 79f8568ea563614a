/** The first scenario of somebody's own. It teaches the language by its comments, and it shows the bug. */
export const FIRST_SCENARIO = `# yaml-language-server: $schema=./scenario.schema.json

# One question to a payout API: when its Lightning node times out, does a single sat go missing?
#
#   npx chaos-payout run first-payouts                                     the bug: charged, never paid, exit code 1
#   npx chaos-payout run first-payouts --strategy tracked-saga             the fix: every sat accounted for, exit code 0
#   npx chaos-payout run first-payouts --target http://127.0.0.1:3000      your own payout API
#
# An editor that knows YAML schemas completes and explains every key; the first line tells it where the schema lies.
# \`npx chaos-payout validate\` checks the file, and \`npx chaos-payout explain NAME\` tells what a name in it or in a report means.

name: first-payouts                       # the name of this file without .yaml
description: The node times out for 5 % of payouts while many are under way. No sat may go missing.
seed: 42                                  # chooses which payouts meet a fault: the same seed, the same run

projects:                                 # who pays; payouts go round among them
  project_test_001: { balance: 1_000_000 } # in sats; a payout of 1,000 costs 1,020, with the fee of 2 %

payouts:
  amount: 1000                            # or { min: 10, max: 500 }, or { oneOf: [10, 50, 1000] }

load:                                     # phases, one after the other
  - name: calm                            # no fault: this has to work before anything else is worth knowing
    payouts: 100
    concurrency: 10                       # so many at once; the next is sent when one is answered
  - name: spike
    payouts: 200
    concurrency: 40
    faults:
      timeout: 5%                         # exactly 10 of the 200: the payment hangs, the API gives up, and it fails
      # late-settle: 5%                   # try this next: it hangs, the API gives up, and it is paid after all
      # answer-lost: 3                    # a count works too: for 3 payouts the caller never sees the API's answer
  # - { name: steady, rate: 200/s, for: 3s }  # the other kind of phase: arrivals that wait for nobody

client:                                   # who asks for the payouts
  timeout: 2s                             # when it gives up waiting for an answer
  retry: { attempts: 1 }                  # or { attempts: 3, backoff: 50ms, key: same }

api:                                      # the embedded API; --target replaces it
  railTimeout: 100ms                      # when it gives up on the node
  # To see the fix, take the # from the next line away. Without it the API is \`naive\`: it charges, and never gives back.
  # strategy: tracked-saga

thresholds:                               # on top of the money checks, which are always on
  timeout_errors: ["count>0"]             # the chaos really happened
  balance_rollback_failures: ["count==0"] # and no charge was left without a payment or a refund

expect: balanced                          # what a right API proves; anything else fails the run
`;
