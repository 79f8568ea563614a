/** The tests that docs/simulation.md shows, as they stand. */
import "../../examples/own-strategy/outbox.test.ts";
