import { mutate } from './mutate.js';

// What was counted is not stored: whoever takes a partition next counts repetitions again.
mutate(
  '/libs/store/src/checkpoint/checkpoint.js',
  'await saveSequences(client, this.consumer, changes.sources);',
  '',
);
