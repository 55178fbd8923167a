import { expect, test } from '@jest/globals';
import { FRAMING_BYTES, decodeEvent } from '#libs/events';
import { avscCodec, jsonCodec, ourCodec, valueOfRecord } from './codecs.js';
import { sampleEvents } from './sample.js';

const values = sampleEvents(0.0001, 7);

test('the sample holds events of all three channels', () => {
  const records = new Set(values.map((value) => decodeEvent(value).record));
  expect([...records]).toEqual(
    expect.arrayContaining(['DocumentDeposited', 'MessageSent', 'PrescriptionIssued']),
  );
});

test('ours and avsc write the same bytes, those of the generator', () => {
  const [ours, avsc] = [ourCodec(values), avscCodec(values)];
  for (const [index, value] of values.entries()) {
    expect(valueOfRecord(ours.encode(index), value.length).equals(value)).toBe(true);
    expect(value.subarray(FRAMING_BYTES).equals(avsc.encode(index))).toBe(true);
  }
});

test('all codecs read the same sequences', () => {
  const codecs = [ourCodec(values), avscCodec(values), jsonCodec(values)];
  for (const [index, value] of values.entries()) {
    const { sequence } = decodeEvent(value);
    expect(codecs.map((codec) => codec.decode(index))).toEqual([sequence, sequence, sequence]);
  }
});
