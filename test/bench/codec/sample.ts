import { CHANNELS, SHARD_COUNT } from '#libs/events';
import { Plan, loadScenario } from '#libs/simulation';

/** Framed events of all channels and shards of a small national month, in the order they were made. */
export function sampleEvents(scale: number, seed: number): Buffer[] {
  const plan = new Plan(loadScenario('national-december-2023', { scale }), seed);
  const events: Buffer[] = [];
  for (const channel of CHANNELS) {
    for (let shard = 0; shard < SHARD_COUNT; shard++) {
      const generator = plan.generator(channel, shard);
      for (let sequence = 0; sequence < generator.attempts; sequence++) {
        // A copy: what the generator gives is cut out of a larger buffer.
        events.push(Buffer.from(generator.eventAt(sequence)));
      }
    }
  }
  return events;
}
