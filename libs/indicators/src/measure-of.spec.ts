import { describe, expect, it } from '@jest/globals';
import { SCHEMA_ID } from '#libs/events';
import { UnmeasuredEventError, measureOf } from './measure-of.js';
import { MEASURES } from './measures.js';

describe('measureOf', () => {
  it('counts a document in the volume only when it is newly deposited', () => {
    const volumes = Object.entries(SCHEMA_ID)
      .filter(([, schemaId]) => MEASURES[measureOf(schemaId, 0)]?.isVolume)
      .map(([name]) => name);
    expect(volumes).toEqual(['DocumentDeposited']);
  });

  it('gives every published event a measure', () => {
    const codes = Object.values(SCHEMA_ID).map((id) => MEASURES[measureOf(id, 0)]?.code);
    expect(new Set(codes).size).toBe(Object.keys(SCHEMA_ID).length);
  });

  it('tells messages to professionals from messages to citizens', () => {
    const codes = [0, 1].map((kind) => MEASURES[measureOf(SCHEMA_ID.MessageSent, kind)]?.code);
    expect(codes).toEqual(['messages_professional', 'messages_citizen']);
  });

  it('ignores the kind of every other event', () => {
    expect(measureOf(SCHEMA_ID.PrescriptionClosed, 2)).toBe(
      measureOf(SCHEMA_ID.PrescriptionClosed, 0),
    );
  });

  it.each([
    [0, 0],
    [11, 0],
    [-1, 0],
    [SCHEMA_ID.MessageSent, 2],
    [SCHEMA_ID.MessageSent, -1],
  ])('refuses schema id %i with kind %i', (schemaId, kind) => {
    expect(() => measureOf(schemaId, kind)).toThrow(UnmeasuredEventError);
  });
});

describe('MEASURES', () => {
  it('keeps each index at its place, because indexes are stored', () => {
    expect(MEASURES.map(({ index }) => index)).toEqual(MEASURES.map((_, position) => position));
  });
});
