import { describe, expect, it } from '@jest/globals';
import { SettingsError } from '../settings.js';
import { activeTraceparent, inSpan } from './spans.js';
import { startTracing } from './tracing.js';

const facts = { service: 'toy', instance: 'toy-1' };

describe('startTracing', () => {
  it('does nothing where no endpoint is set, or where it is turned off', async () => {
    for (const environment of [
      {},
      { OTEL_EXPORTER_OTLP_ENDPOINT: '' },
      { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318', OTEL_SDK_DISABLED: 'TRUE' },
    ]) {
      expect(await startTracing(facts, environment)).toBeUndefined();
    }
    await inSpan('work', {}, (span) => {
      expect(span.isRecording()).toBe(false);
      expect(activeTraceparent()).toBeUndefined();
      return Promise.resolve();
    });
  });

  it('names every fault of its settings', async () => {
    const start = startTracing(facts, {
      OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4317',
      OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
    });
    await expect(start).rejects.toThrow(SettingsError);
    await expect(start).rejects.toMatchObject({
      faults: [
        expect.stringContaining('OTEL_EXPORTER_OTLP_ENDPOINT: expected an http or https address'),
        expect.stringContaining('OTEL_EXPORTER_OTLP_PROTOCOL: expected http/json'),
      ],
    });
  });

  it('passes on what the work gives and throws while nobody traces', async () => {
    expect(await inSpan('work', {}, () => Promise.resolve(7))).toBe(7);
    const error = new Error('bug');
    await expect(inSpan('work', {}, () => Promise.reject(error))).rejects.toBe(error);
  });
});
