import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { MalformedEventError } from '../malformed-event.js';
import type { DecodedEvent } from '../plain/decoded-event.js';
import { encodeEvent } from '../plain/plain-codec.js';
import { anyEvents, withoutOptionals } from '../testing/arbitrary-events.js';
import { fieldsOfView } from '../testing/view-fields.js';
import { EventView } from './event-view.js';
import { UsualReader } from './usual-reader.js';

/** Bytes after an event, so that the usual way has as many as it asks for. */
const SLACK_BYTES = 400;

/** Puts bytes at `start` into a buffer that goes on after them. */
function placed(bytes: Uint8Array, start: number, around: number): Buffer {
  const buffer = Buffer.alloc(start + bytes.length + SLACK_BYTES, around);
  buffer.set(bytes, start);
  return buffer;
}

type Way = 'read' | 'readCarefully';

function outcomeOf(view: EventView, way: Way, buffer: Buffer, start: number, end: number): unknown {
  try {
    view[way](buffer, start, end);
    return fieldsOfView(view, buffer);
  } catch (error) {
    // Anything but a refusal is a bug of the reader: it fails the test that called.
    if (!(error instanceof MalformedEventError)) throw error;
    const { reason, detail, position } = error;
    return { reason, detail, position };
  }
}

/** An event as the emitters write it: sources, texts and numbers of everyday size. */
const everyday = anyEvents.chain((event) =>
  fc
    .record({
      source: fc.constantFrom('dmp/national-december-2023/42/17', 'mssante/smoke/7/0', 'intake/1'),
      sequence: fc.oneof(fc.nat(200), fc.nat(2 ** 28), fc.nat(2 ** 31 - 1)),
      occurredAt: fc.integer({ min: 1.6e12, max: 1.8e12 }),
      registeredAt: fc.integer({ min: 1.6e12, max: 1.8e12 }),
      actId: fc.maxSafeNat().map((value) => value % 2 ** 47),
      author: fc.constantFrom('810002422979', '8100', '899700000018'),
      site: fc.constantFrom('1750000018', '3123456789', '175000001800012'),
    })
    .map((head) => withoutOptionals(withShortNumbers({ ...event, ...head }))),
);

const SHORT_FIELDS = ['classCode', 'sizeBytes', 'lines', 'errorCode'];

/** Bounds what an arbitrary tail may hold: counts to four bytes, sequences to seven, texts to those of a source. */
function withShortNumbers(event: DecodedEvent): DecodedEvent {
  const short = Object.entries(event).map(([field, value]: [string, unknown]) => {
    if (SHORT_FIELDS.includes(field)) return [field, Number(value) % 2 ** 27];
    if (field === 'prescriptionSource' && value !== null) return [field, event.source];
    return [field, field.endsWith('Sequence') ? Number(value) % 2 ** 47 : value];
  });
  return Object.fromEntries(short) as DecodedEvent; // The same fields.
}

type Change = readonly [at: number, byte: number | undefined];

const changes: fc.Arbitrary<Change[]> = fc.array(
  fc.tuple(
    fc.nat(200),
    fc.option(fc.oneof(fc.nat(255), fc.constantFrom(0x00, 0x01, 0x7f, 0x80, 0xff)), {
      nil: undefined,
    }),
  ),
  { maxLength: 3 },
);

/** Sets the byte at each position, or cuts it out. */
function changed(bytes: Uint8Array, list: readonly Change[]): Uint8Array {
  return list.reduce<Uint8Array>((before, [position, byte]) => {
    const at = position % before.length;
    const middle = byte === undefined ? [] : [byte];
    return Buffer.concat([before.subarray(0, at), Buffer.from(middle), before.subarray(at + 1)]);
  }, bytes);
}

describe('the usual way of reading an event', () => {
  // One view each for all runs: what an event left behind must not show in the next.
  const view = new EventView();
  const careful = new EventView();
  const usual = new UsualReader();

  it('gives the same fields, or the same error, as the careful way, whatever the bytes', () => {
    fc.assert(
      fc.property(
        fc.oneof(everyday, anyEvents),
        changes,
        fc.nat(9),
        fc.constantFrom(0x00, 0xff),
        (event, list, start, around) => {
          const bytes = changed(encodeEvent(event), list);
          const buffer = placed(bytes, start, around);
          const end = start + bytes.length;
          expect(outcomeOf(view, 'read', buffer, start, end)).toEqual(
            outcomeOf(careful, 'readCarefully', buffer, start, end),
          );
        },
      ),
      { numRuns: 6000 },
    );
  });

  it('agrees with the careful way wherever the value ends too early or too late', () => {
    for (const event of fc.sample(everyday, { numRuns: 40, seed: 3 })) {
      const bytes = encodeEvent(event);
      const buffer = placed(bytes, 5, 0x00);
      for (let end = 4; end <= bytes.length + 12; end++) {
        expect(outcomeOf(view, 'read', buffer, 5, end)).toEqual(
          outcomeOf(careful, 'readCarefully', buffer, 5, end),
        );
      }
    }
  });

  it('takes every event of everyday size', () => {
    fc.assert(
      fc.property(everyday, (event) => {
        const bytes = encodeEvent(event);
        expect(usual.read(view, placed(bytes, 0, 0xff), 0, bytes.length)).toBe(true);
      }),
    );
  });

  it('leaves an event at the end of the buffer to the careful way', () => {
    const [event] = fc.sample(everyday, { numRuns: 1, seed: 4 });
    if (event === undefined) throw new Error('no event was sampled');
    const bytes = encodeEvent(event);
    expect(usual.read(view, bytes, 0, bytes.length)).toBe(false);
    expect(outcomeOf(view, 'read', bytes, 0, bytes.length)).toEqual(
      outcomeOf(careful, 'readCarefully', bytes, 0, bytes.length),
    );
  });
});

describe('the run of a source', () => {
  it('is the same for two events only when their sources are equal', () => {
    const view = new EventView();
    const sources = new Map<number, string>();
    const read = (bytes: Uint8Array, slack: number): void => {
      const buffer = Buffer.concat([bytes, Buffer.alloc(slack)]);
      try {
        view.read(buffer, 0, bytes.length);
      } catch (error) {
        if (!(error instanceof MalformedEventError)) throw error;
        return;
      }
      const source = buffer.toString('latin1', view.sourceStart, view.sourceEnd);
      expect(sources.get(view.sourceRun) ?? source).toBe(source);
      sources.set(view.sourceRun, source);
    };
    const slacks = fc.constantFrom(0, SLACK_BYTES);
    fc.assert(
      fc.property(everyday, changes, slacks, (event, list, slack) => {
        read(changed(encodeEvent(event), list), slack);
      }),
      { numRuns: 2000 },
    );
  });

  it('goes on while events of the usual shape come from one source, and changes with one byte', () => {
    const view = new EventView();
    const [event] = fc.sample(everyday, { numRuns: 1, seed: 5 });
    if (event === undefined) throw new Error('no event was sampled');
    const runOf = (source: string): number => {
      const bytes = encodeEvent({ ...event, source });
      view.read(placed(bytes, 0, 0), 0, bytes.length);
      return view.sourceRun;
    };
    for (const source of ['dmp/t/1/', 'dmp/test/1/0', 'dmp/national-december-2023/42/17']) {
      const run = runOf(source);
      expect(runOf(source)).toBe(run);
      for (let at = 0; at < source.length; at++) {
        const other = `${source.slice(0, at)}~${source.slice(at + 1)}`;
        expect(runOf(other)).not.toBe(run);
        runOf(source);
      }
    }
  });
});
