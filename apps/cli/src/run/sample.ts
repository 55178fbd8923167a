import { CHANNELS, SHARD_COUNT, decodeEvent, toCloudEvent } from '#libs/events';
import { Plan, type Scenario } from '#libs/simulation';

/** Prints events of a scenario as CloudEvents JSON, one a line, turn by turn from each channel and shard. */
export function printSample(scenario: Scenario, seed: number, events: number): void {
  const plan = new Plan(scenario, seed);
  process.stderr.write(`seed ${String(seed)}\n`);
  let printed = 0;
  for (let sequence = 0; printed < events; sequence++) {
    const before = printed;
    for (let shard = 0; shard < SHARD_COUNT && printed < events; shard++) {
      for (const channel of CHANNELS) {
        if (printed >= events || sequence >= plan.attempts(channel, shard)) continue;
        const event = decodeEvent(plan.generator(channel, shard).eventAt(sequence));
        process.stdout.write(`${JSON.stringify(toCloudEvent(event))}\n`);
        printed += 1;
      }
    }
    if (printed === before) return;
  }
}
