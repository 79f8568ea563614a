import autocannon from "autocannon";

/**
 * autocannon with so many payouts as our engine would send them: unique bodies, every answer parsed. The seconds until its last answer;
 * autocannon itself ends at its next whole second.
 */
export async function autocannonLoad(url: string, payouts: number, connections: number): Promise<number> {
  let sent = 0;
  let paid = 0;
  let lastMs = 0;
  const running = autocannon({
    url,
    connections,
    amount: payouts,
    requests: [
      {
        method: "POST",
        path: "/api/v1/payouts",
        headers: { "content-type": "application/json" },
        setupRequest(request) {
          sent += 1;
          const payout = { gamertag: `bench_player_${sent}`, amount: 1000, projectId: "project_test_001" };
          return { ...request, body: JSON.stringify({ ...payout, idempotencyKey: `bench_${sent}` }) };
        },
        onResponse(status, body) {
          if (status === 201 && JSON.parse(body).data.status === "completed") paid += 1;
          if (paid === payouts) lastMs = performance.now();
        },
      },
    ],
  });
  const started = performance.now();
  await running;
  if (paid < payouts) throw new Error(`autocannon got ${paid} of ${payouts} answers`);
  return (lastMs - started) / 1000;
}
