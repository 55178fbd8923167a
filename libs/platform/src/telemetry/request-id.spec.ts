import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isTraceparent, requestIdOf, traceIdOf } from './request-id.js';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const traceparent = `00-${TRACE}-00f067aa0ba902b7-01`;
const OWN = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

describe('the id of a request', () => {
  it('is the caller’s where that is harmless', () => {
    for (const id of ['a', 'A-1._z', 'x'.repeat(64)]) {
      expect(requestIdOf({ 'x-request-id': id, traceparent })).toBe(id);
    }
  });

  it('is the trace’s where the caller names none that is harmless', () => {
    for (const id of [
      '',
      'x'.repeat(65),
      'a b',
      'a\r\nx: y',
      '${jndi}',
      'é',
      ['a', 'b'],
      undefined,
    ]) {
      expect(requestIdOf({ 'x-request-id': id, traceparent })).toBe(TRACE);
    }
  });

  it('is our own otherwise, another one each time', () => {
    expect(requestIdOf({})).toMatch(OWN);
    expect(requestIdOf({})).not.toBe(requestIdOf({}));
    for (const bad of [
      'x',
      `ff-${TRACE}-00f067aa0ba902b7-01`,
      `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`,
      `00-${TRACE}-${'0'.repeat(16)}-01`,
      traceparent.toUpperCase(),
      `${traceparent}\n`,
    ]) {
      expect(requestIdOf({ traceparent: bad })).toMatch(OWN);
      expect(isTraceparent(bad)).toBe(false);
    }
    expect(traceIdOf(traceparent)).toBe(TRACE);
    expect(isTraceparent(`01-${TRACE}-00f067aa0ba902b7-01-later`)).toBe(true);
  });

  it('never holds what could end a header or a line', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (id, parent) => {
        const came = requestIdOf({ 'x-request-id': id, traceparent: parent });
        expect(came).toMatch(/^[A-Za-z0-9._-]{1,64}$/);
      }),
    );
  });
});
