import process from 'node:process';
import { setFlagsFromString } from 'node:v8';

// Imported into every process of a run; see backpressure.e2e-spec.ts.
if (process.argv[1]?.includes('volume-aggregator') === true) {
  for (const compiler of ['opt', 'maglev', 'sparkplug']) setFlagsFromString(`--no-${compiler}`);
}
