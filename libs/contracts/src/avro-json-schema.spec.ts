import { describe, expect, it } from '@jest/globals';
import { UnknownAvroTypeError, jsonSchemaOfAvro } from './avro-json-schema.js';

describe('the JSON schema of an Avro type', () => {
  it.each([
    ['string', { type: 'string' }],
    ['boolean', { type: 'boolean' }],
    ['int', { type: 'integer', minimum: -2147483648, maximum: 2147483647 }],
    ['long', { type: 'integer', minimum: -9007199254740990, maximum: 9007199254740990 }],
  ])('of %s says its range', (type, expected) => {
    expect(jsonSchemaOfAvro(type)).toEqual(expected);
  });

  it('writes fixed bytes as so many hexadecimal digits', () => {
    expect(jsonSchemaOfAvro({ type: 'fixed', name: 'Sha1', size: 20, doc: 'A digest.' })).toEqual({
      type: 'string',
      pattern: '^[0-9a-f]{40}$',
      description: 'A digest.',
    });
  });

  it('lists the symbols of an enum, and the items of a list', () => {
    expect(
      jsonSchemaOfAvro({ type: 'array', items: { type: 'enum', name: 'E', symbols: ['A', 'B'] } }),
    ).toEqual({ type: 'array', items: { type: 'string', enum: ['A', 'B'] } });
  });

  it('takes a union with null as a value or null', () => {
    expect(jsonSchemaOfAvro(['null', 'string'])).toEqual({
      anyOf: [{ type: 'null' }, { type: 'string' }],
    });
    expect(jsonSchemaOfAvro(['string'])).toEqual({ type: 'string' });
  });

  it('writes an instant as RFC 3339 with milliseconds', () => {
    const { pattern } = jsonSchemaOfAvro({ type: 'long', logicalType: 'timestamp-millis' });
    expect('2023-12-01T08:30:00.005Z').toMatch(new RegExp(pattern as string));
    expect('2023-12-01T08:30:00Z').not.toMatch(new RegExp(pattern as string));
  });

  it('refuses a type whose JSON form nobody has decided', () => {
    expect(() => jsonSchemaOfAvro('double')).toThrow(UnknownAvroTypeError);
    expect(() => jsonSchemaOfAvro(['null', { type: 'map' }])).toThrow(/decide it in/);
  });
});
