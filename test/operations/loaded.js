// Starts tracing as a process does, and says which modules of OpenTelemetry were loaded by that.
import { registerHooks } from 'node:module';
import process from 'node:process';

const loaded = new Set();
registerHooks({
  load(url, context, next) {
    const [, name] = /node_modules\/(@opentelemetry\/[a-z-]+)\//.exec(url) ?? [];
    if (name !== undefined) loaded.add(name);
    return next(url, context);
  },
});
const { startTracing } = await import('../../dist/libs/platform/src/index.js');
const tracing = await startTracing({ service: 'toy', instance: 'toy-1' });
process.stdout.write(JSON.stringify([...loaded].sort()));
await tracing?.close();
