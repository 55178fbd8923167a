import {
  SHARD_COUNT,
  decodeEvent,
  decodeFact,
  factToCloudEvent,
  toCloudEvent,
  type CloudEvent,
  type StreamName,
} from '#libs/events';
import { Plan, type Scenario } from '#libs/simulation';

/** Prints events of a scenario as CloudEvents JSON, one a line, turn by turn from each stream and shard. */
export function printSample(scenario: Scenario, seed: number, events: number): void {
  const plan = new Plan(scenario, seed);
  process.stderr.write(`seed ${String(seed)}\n`);
  let printed = 0;
  for (let sequence = 0; printed < events; sequence++) {
    const before = printed;
    for (let shard = 0; shard < SHARD_COUNT && printed < events; shard++) {
      for (const stream of plan.streams()) {
        if (printed >= events || sequence >= plan.attempts(stream, shard)) continue;
        const event = readable(stream, plan.generator(stream, shard).eventAt(sequence));
        process.stdout.write(`${JSON.stringify(event)}\n`);
        printed += 1;
      }
    }
    if (printed === before) return;
  }
}

function readable(stream: StreamName, value: Uint8Array): CloudEvent {
  return stream === 'sons' ? factToCloudEvent(decodeFact(value)) : toCloudEvent(decodeEvent(value));
}
