import { mutate } from './mutate.js';

// Offsets are committed before the counts: a death between the two loses what lies there.
mutate(
  '/libs/store/src/checkpoint/checkpoint.js',
  'await this.#advance(client, changes.partitions);',
  `await inTransaction(this.pool, (apart) => this.#advance(apart, changes.partitions));
   await new Promise((resolve) => setTimeout(resolve, 100));`,
);
