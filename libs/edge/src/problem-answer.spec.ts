import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { HTTP_LIMITS } from './limits.js';
import {
  expressionOf,
  operationOutcomeOf,
  problemAnswer,
  problemFormOf,
} from './problem-answer.js';
import type { ProblemFacts } from './problem.js';

const facts: ProblemFacts = {
  status: 422,
  name: 'hash-differs',
  title: 'The document is another one',
  detail: 'The same uniqueId came with another hash.',
  faults: [
    {
      field: 'DocumentReference.content[0].attachment.hash',
      reason: 'expected the hash of the first time; came another one',
      code: { system: 'urn:ihe:iti', code: 'XDSNonIdenticalHash' },
    },
    { field: '/content/0/format', reason: 'unknown', accepted: ['a', 'b'] },
  ],
};

describe('problemFormOf', () => {
  it.each([
    ['/fhir', 'operation-outcome'],
    ['/fhir/DocumentReference', 'operation-outcome'],
    ['/FHIR/Binary', 'operation-outcome'],
    ['/fhirs', 'problem'],
    ['/deposits/fhir', 'problem'],
    ['/', 'problem'],
  ])('answers %s with a %s', (path, form) => {
    expect(problemFormOf(path)).toBe(form);
  });
});

describe('operationOutcomeOf', () => {
  it('has one issue for each fault, with its code where there is one', () => {
    expect(operationOutcomeOf(facts)).toEqual({
      resourceType: 'OperationOutcome',
      issue: [
        {
          severity: 'error',
          code: 'business-rule',
          details: {
            coding: [{ system: 'urn:ihe:iti', code: 'XDSNonIdenticalHash' }],
            text: 'expected the hash of the first time; came another one',
          },
          diagnostics: 'hash-differs: The same uniqueId came with another hash.',
          expression: ['DocumentReference.content[0].attachment.hash'],
        },
        {
          severity: 'error',
          code: 'business-rule',
          details: { text: 'unknown' },
          diagnostics: 'hash-differs: The same uniqueId came with another hash.; accepted: a, b',
          expression: ['content[0].format'],
        },
      ],
    });
  });

  it('has one issue where no field is at fault', () => {
    const { issue } = operationOutcomeOf({
      status: 503,
      name: 'busy',
      title: 'Busy',
      detail: 'Full.',
    });
    expect(issue).toMatchObject([{ severity: 'error', code: 'transient' }]);
  });
});

describe('expressionOf', () => {
  it.each([
    ['', null],
    ['/a', 'a'],
    ['/a/0/b', 'a[0].b'],
    ['/a~1b/~0c', 'a/b.~c'],
    ['Patient.identifier', 'Patient.identifier'],
    ['content-type', 'http.content-type'],
  ])('of %j is %j', (field, expression) => {
    expect(expressionOf(field)).toBe(expression);
  });
});

describe('problemAnswer', () => {
  it('says after how many whole seconds to try again, at least one', () => {
    const headersFor = (retryAfterSeconds: number): Readonly<Record<string, string>> =>
      problemAnswer({ ...facts, status: 503, retryAfterSeconds }, 'problem').headers;
    expect(headersFor(0)['retry-after']).toBe('1');
    expect(headersFor(1.2)['retry-after']).toBe('2');
    expect(problemAnswer(facts, 'problem').headers['retry-after']).toBeUndefined();
  });

  it('lists a bounded number of faults and says how many it leaves out', () => {
    fc.assert(
      fc.property(fc.nat(3 * HTTP_LIMITS.faultsMax), (count) => {
        const faults = Array.from({ length: count }, (_, i) => ({
          field: `/${i}`,
          reason: 'wrong',
        }));
        const { body } = problemAnswer({ ...facts, faults }, 'problem');
        const listed = (JSON.parse(body) as { faults?: { reason: string }[] }).faults ?? [];
        const hidden = Math.max(0, count - HTTP_LIMITS.faultsMax);
        expect(listed).toHaveLength(hidden === 0 ? count : HTTP_LIMITS.faultsMax + 1);
        if (hidden > 0) expect(listed.at(-1)?.reason).toContain(String(hidden));
      }),
    );
  });
});
