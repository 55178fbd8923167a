import { runMesForReport } from '#libs/testing';
import { describe, expect, it } from '@jest/globals';

const FLOW_TIMEOUT_MS = 180_000;

describe('the fingerprint of a stream', () => {
  it(
    'does not depend on the number of partitions, emitters and aggregators',
    async () => {
      const shapes = [
        ['--partitions', '4', '--emitters', '1', '--aggregators', '2'],
        ['--partitions', '12', '--emitters', '2', '--aggregators', '1'],
        ['--partitions', '24', '--emitters', '1', '--aggregators', '1'],
      ];
      const fingerprints: (string | null)[] = [];
      for (const shape of shapes) {
        // Each shape has a backend of its own: topics keep the partitions they were made with.
        const { json, exitCode } = await runMesForReport([
          'simulate',
          'smoke',
          '--seed',
          '42',
          ...shape,
        ]);
        expect(exitCode).toBe(0);
        expect(json.verification.wrong).toBe(0);
        fingerprints.push(json.streamSha256);
      }
      expect(fingerprints[0]).toMatch(/^[0-9a-f]{64}$/);
      expect(new Set(fingerprints).size).toBe(1);
    },
    FLOW_TIMEOUT_MS,
  );
});

describe('a paced run', () => {
  it(
    'stops at its duration and verifies what it has emitted',
    async () => {
      const { json, exitCode } = await runMesForReport([
        'simulate',
        'smoke',
        ...['--seed', '5', '--rate', '500', '--duration', '4s'],
      ]);
      expect(exitCode).toBe(0);
      expect(json.streamSha256).toBeNull();
      // 500 records a second over 4 s; each of the 144 units leaves out its last fraction of a record.
      // On a machine that is busy with something else slots are dropped, and the run says so.
      const slots = [json.load, json.load?.warmup].reduce(
        (sum, part) => sum + (part?.records ?? 0) + (part?.dropped ?? 0),
        0,
      );
      expect(slots).toBeGreaterThan(2000 - 144);
      expect(slots).toBeLessThanOrEqual(2000);
      expect(json.events.acknowledged).toBeGreaterThan(0);
      expect(json.events.counted).toBe(json.events.emitted);
      expect(json.verification.wrong).toBe(0);
    },
    FLOW_TIMEOUT_MS,
  );
});
