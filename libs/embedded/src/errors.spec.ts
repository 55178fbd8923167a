import { describe, expect, it } from '@jest/globals';
import {
  DiskFullError,
  DockerUnavailableError,
  FolderNotWritableError,
  JavaMissingError,
  MavenMissingError,
  MissingBackendError,
  namedFileError,
} from './errors.js';

const java = new JavaMissingError({
  expected: 'Java 17',
  came: 'no java',
  action: 'install Java',
});
const maven = new MavenMissingError({
  expected: 'Maven',
  came: 'no mvn',
  action: 'install Maven',
});

const docker = new DockerUnavailableError({
  expected: 'Docker',
  came: 'no engine',
  action: 'install Docker',
});

describe('a backend error', () => {
  it('says what was expected, what came and what to do, and ends with exit code 2', () => {
    expect(java.message).toBe('expected Java 17\n  came: no java\n  what to do: install Java');
    expect(java.exitCode).toBe(2);
    expect(java.name).toBe('JavaMissingError');
  });

  it('lists every obstacle, and what has to be done together', () => {
    const { message } = new MissingBackendError([java, maven], docker);
    for (const text of ['no java', 'no mvn', 'no engine']) expect(message).toContain(text);
    expect(message.split('\n    - ').slice(1)).toEqual([
      'install Java; and install Maven',
      'install Docker',
      expect.stringContaining('MES_KAFKA_BROKERS'),
    ]);
  });
});

describe('namedFileError', () => {
  const withCode = (code: string): Error => Object.assign(new Error(code), { code });

  it.each([
    ['ENOSPC', DiskFullError],
    ['EDQUOT', DiskFullError],
    ['EACCES', FolderNotWritableError],
    ['EROFS', FolderNotWritableError],
  ])('names %s, keeps the cause and the folder', (code, type) => {
    const cause = withCode(code);
    const named = namedFileError(cause, '/cache');
    expect(named).toBeInstanceOf(type);
    expect(named).toMatchObject({ cause, message: expect.stringContaining('/cache') });
  });

  it('leaves any other error as it is', () => {
    const bug = withCode('EINVAL');
    expect(namedFileError(bug, '/cache')).toBe(bug);
    expect(namedFileError('text', '/cache')).toBe('text');
  });
});
