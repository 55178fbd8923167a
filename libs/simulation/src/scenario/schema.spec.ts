import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { REFUSAL_REASONS } from '#libs/admission';
import { DSRS, TYPE_MIX } from '#libs/reference';
import { DEPOSITING_DSR_CODES, REFUSAL_SYMBOLS, WINDOW_RECORDS } from './known-names.js';
import { isRecord } from './schema-faults.js';
import { SCENARIO_SCHEMA } from './schema.js';

const published = join(import.meta.dirname, '../../../../docs/scenario.schema.json');

/** Every part of the schema that stands for a value of a file, by its path. */
function* partsOf(schema: unknown, path: string): Generator<[string, Record<string, unknown>]> {
  if (!isRecord(schema)) return;
  yield [path, schema];
  const { properties, items } = schema;
  if (isRecord(properties)) {
    for (const [key, part] of Object.entries(properties)) yield* partsOf(part, `${path}.${key}`);
  }
  if (items !== undefined) yield* partsOf(items, `${path}[]`);
}

const parts = [...partsOf(SCENARIO_SCHEMA, 'scenario')];

describe('the schema of scenario files', () => {
  it('is the one that docs/scenario.schema.json publishes; docs/scenarios.md says how to write it anew', () => {
    expect(JSON.parse(readFileSync(published, 'utf8'))).toEqual(
      JSON.parse(JSON.stringify(SCENARIO_SCHEMA)),
    );
  });

  it('refuses unknown keys in every mapping', () => {
    const mappings = parts.filter(([, part]) => part['type'] === 'object');
    expect(mappings.length).toBeGreaterThan(30);
    for (const [path, part] of mappings) {
      expect([path, part['additionalProperties']]).toEqual([path, false]);
    }
  });

  it('says of every part what is expected and what it means', () => {
    expect(parts.length).toBeGreaterThan(150);
    for (const [path, part] of parts) {
      expect([path, part['title'], part['description']]).toEqual([
        path,
        expect.stringMatching(/\S/),
        expect.stringMatching(/\.$/),
      ]);
    }
  });

  it('says of every optional key what leaving it out means', () => {
    for (const [path, part] of parts) {
      const properties = isRecord(part['properties']) ? part['properties'] : {};
      const required = Array.isArray(part['required']) ? part['required'].map(String) : [];
      for (const [key, value] of Object.entries(properties)) {
        const description = isRecord(value) ? String(value['description']) : '';
        const isChosen = 'oneOf' in part && ['months', 'from', 'to', 'monthly', 'annualised'];
        if (isChosen && isChosen.includes(key)) continue;
        expect([`${path}.${key}`, description]).toEqual([
          `${path}.${key}`,
          expect.stringMatching(required.includes(key) ? /Required/ : /[Dd]efault:/),
        ]);
      }
    }
  });
});

describe('the names that a scenario file may use', () => {
  it('are the DSR that deposit documents of some type', () => {
    expect(DEPOSITING_DSR_CODES).toEqual(
      DSRS.map(({ code }) => code).filter((code) => TYPE_MIX[code].length > 0),
    );
    expect(DEPOSITING_DSR_CODES).toHaveLength(6);
  });

  it('are all refusals but that of an OID which is never made', () => {
    expect(REFUSAL_SYMBOLS).toHaveLength(REFUSAL_REASONS.length - 1);
    expect(REFUSAL_SYMBOLS).not.toContain('INS_OID_NOT_ALLOWED');
  });

  it('are windows that divide a block of 4,096 attempts', () => {
    expect(WINDOW_RECORDS).toEqual(
      Array.from({ length: 4096 }, (_, index) => index + 1).filter((window) => 4096 % window === 0),
    );
  });
});
