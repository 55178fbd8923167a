import { describe, expect, it } from '@jest/globals';
import { BadInvocationError } from '#libs/platform';
import { DatabaseUnreachableError, asDatabaseError, assertDatabaseUrl } from './database-errors.js';

const url = 'postgres://mes:secret@db.example:5432/mes';
const withCode = (code: string): Error => Object.assign(new Error('driver says'), { code });

describe('asDatabaseError', () => {
  it.each([
    ['ECONNREFUSED', /no server on that port\. Start PostgreSQL there/],
    ['ENOTFOUND', /a host name that nobody knows\. Correct the host/],
    ['28P01', /a refused password\. Correct the user or the password/],
    ['3D000', /no database of that name\. Create it/],
    ['53300', /too many connections/],
  ])('says what came and what to do for %s', (code, text) => {
    const error = asDatabaseError(withCode(code), url);
    expect(error).toBeInstanceOf(DatabaseUnreachableError);
    expect(error).toMatchObject({ exitCode: 2, message: expect.stringMatching(text) });
  });

  it('says whether it may be there a moment later', () => {
    const mayPassOf = (code: string): unknown =>
      Reflect.get(Object(asDatabaseError(withCode(code), url)), 'mayPass');
    for (const code of ['ECONNREFUSED', 'ENOTFOUND', '57P03', '57P01', '53300']) {
      expect([code, mayPassOf(code)]).toEqual([code, true]);
    }
    for (const code of ['28P01', '28000', '3D000', '42501']) {
      expect([code, mayPassOf(code)]).toEqual([code, false]);
    }
    const noPassword = asDatabaseError(new Error('client password must be a string'), url);
    expect(noPassword).toMatchObject({ mayPass: false });
  });

  it('never prints the password, and keeps the cause', () => {
    const cause = withCode('28P01');
    const error = asDatabaseError(cause, url) as DatabaseUnreachableError;
    expect(error.message).toContain('postgres://mes:***@db.example:5432/mes');
    expect(error.message).not.toContain('secret');
    expect(error.cause).toBe(cause);
  });

  it('reads the first of several addresses that failed', () => {
    const error = asDatabaseError(new AggregateError([withCode('ECONNREFUSED')]), url);
    expect(error).toBeInstanceOf(DatabaseUnreachableError);
  });

  it.each([
    'Connection terminated unexpectedly',
    'timeout exceeded when trying to connect',
    'Connection terminated due to connection timeout',
    // What a query says on a connection that broke before it: a campaign of faults met it between two statements.
    'Client has encountered a connection error and is not queryable',
    'Client was closed and is not queryable',
    'SASL: SCRAM-SERVER-FIRST-MESSAGE: client password must be a string',
  ])('knows the driver’s words "%s"', (message) => {
    expect(asDatabaseError(new Error(message), url)).toBeInstanceOf(DatabaseUnreachableError);
  });

  it('leaves every other error as it is', () => {
    const others = [new Error('bug'), withCode('23505'), new BadInvocationError('mine'), 'text'];
    for (const error of others) expect(asDatabaseError(error, url)).toBe(error);
  });
});

describe('assertDatabaseUrl', () => {
  it.each(['postgres://h/d', 'postgresql://u:p@h:1/d', `${url}?sslmode=require`])(
    'takes %s',
    (address) => {
      expect(() => {
        assertDatabaseUrl(address);
      }).not.toThrow();
    },
  );

  it.each(['', 'mes', 'localhost:5432/mes', 'mysql://h/d', 'postgres://h', 'postgres://h/'])(
    'refuses "%s"',
    (address) => {
      expect(() => {
        assertDatabaseUrl(address);
      }).toThrow(/Write MES_DATABASE_URL as postgres:/);
    },
  );
});
