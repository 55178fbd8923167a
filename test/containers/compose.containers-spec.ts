import { eventually, runMes, runMesForReport, startMes } from '#libs/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ComposeProject, buildAppImage, docker } from './engine.js';

/** The first build installs every package. */
const BUILD_TIMEOUT_MS = 900_000;
const FLOW_TIMEOUT_MS = 300_000;
/** Two cores start ten services and a broker. */
const HEALTHY_TIMEOUT_MS = 240_000;
/** A killed broker is missed after its session; its partitions have new leaders then. */
const RECOVERY_TIMEOUT_MS = 120_000;
/** Long enough that the faults below come in the middle of it. */
const MONTH = ['simulate', 'national-december-2023', '--scale', '0.05'];
const LAWS = ['--threshold', 'lost==0', '--threshold', 'wrong==0', '--services', 'elsewhere'];
const EVERY_SERVICE = [
  ...['dmp-emitter', 'mssante-emitter', 'eprescription-emitter', 'sons-emitter'],
  ...['volume-aggregator', 'sons-aggregator', 'metrics-api', 'dmp-intake'],
  ...['mssante-intake', 'eprescription-intake'],
];

/** docker-compose.yml with the given files over it, up and healthy; removed at the end. */
function composeHouse(
  name: string,
  files: readonly string[],
  brokers: Readonly<Record<string, string>>,
): {
  project: () => ComposeProject;
  settings: () => Record<string, string>;
  healthy: (services: readonly string[]) => Promise<void>;
} {
  let project: ComposeProject | undefined;
  const opened = (): ComposeProject => {
    if (!project) throw new Error('expected an open project');
    return project;
  };
  const healthy = async (services: readonly string[]): Promise<void> => {
    for (const service of services) {
      await eventually(`${service} is healthy`, HEALTHY_TIMEOUT_MS, async () => {
        const id = await opened().container(service);
        const state = await docker('inspect', '--format', '{{.State.Health.Status}}', id);
        return state === 'healthy' ? true : undefined;
      });
    }
  };

  beforeAll(async () => {
    await buildAppImage();
    project = await ComposeProject.open(name, ['docker-compose.yml', ...files]);
    const startedMs = performance.now();
    await project.compose('up', '--detach', '--no-build');
    await healthy([...EVERY_SERVICE, ...Object.keys(brokers), 'postgres']);
    process.stderr.write(
      `${name}: all healthy after ${((performance.now() - startedMs) / 1000).toFixed(0)} s\n`,
    );
  }, BUILD_TIMEOUT_MS);

  afterAll(async () => {
    await project?.close();
  }, BUILD_TIMEOUT_MS);

  return {
    project: opened,
    healthy,
    settings: () => ({
      MES_KAFKA_BROKERS: Object.values(brokers)
        .map((port) => `localhost:${String(opened().port(port))}`)
        .join(','),
      MES_DATABASE_URL: `postgres://mes:mes@localhost:${String(opened().port('MES_POSTGRES_PORT'))}/mes`,
    }),
  };
}

/** What is reachable from outside the engine: PostgreSQL, the figures, the three intakes, SMTP, Kafka. */
const DOORS = [5432, 8600, 8601, 8602, 8603, 8625, 9092];

/** Runs a month and does harm to it while it runs; then nothing is lost, and no cell is wrong. */
async function monthWhile(
  seed: number,
  settings: Record<string, string>,
  harm: () => Promise<void>,
): Promise<void> {
  const { child, result } = startMes([...MONTH, '--seed', String(seed), ...LAWS], settings);
  try {
    let printed = '';
    child.stdout?.on('data', (chunk: Buffer) => (printed += chunk.toString()));
    child.stderr?.on('data', (chunk: Buffer) => (printed += chunk.toString()));
    await eventually('the month runs', RECOVERY_TIMEOUT_MS, () =>
      /counted [1-9]/.test(printed) || child.exitCode !== null ? true : undefined,
    );
    await harm();
    const { exitCode, stdout, stderr } = await result;
    expect({ exitCode, printed: exitCode === 0 ? '' : `${stdout}\n${stderr}` }).toEqual({
      exitCode: 0,
      printed: '',
    });
    expect(stdout).toMatch(/cells compared with the generator's truth: all equal/);
  } finally {
    child.kill('SIGKILL');
  }
}

describe('docker-compose.yml', () => {
  const { project, settings, healthy } = composeHouse('mes-spec-one', [], {
    kafka: 'MES_KAFKA_PORT',
  });

  it('opens its ports on this machine alone', async () => {
    const ports = await docker(
      ...[
        'ps',
        '--filter',
        'label=com.docker.compose.project=mes-spec-one',
        '--format',
        '{{.Ports}}',
      ],
    );
    const published = [...ports.matchAll(/(\S+):\d+->(\d+)/g)];
    expect(new Set(published.map(([, address]) => address))).toEqual(new Set(['127.0.0.1']));
    expect(published.map(([, , port]) => Number(port)).sort((a, b) => a - b)).toEqual(DOORS);
  });

  it(
    'runs a scenario from this machine through its services, with no cell wrong',
    async () => {
      const { json, exitCode, stdout } = await runMesForReport(
        ['simulate', 'smoke', '--seed', '7', ...LAWS],
        settings(),
      );
      expect({ exitCode, stdout: exitCode === 0 ? '' : stdout }).toEqual({
        exitCode: 0,
        stdout: '',
      });
      expect(json.events.lost).toBe(0);
      expect(json.events.counted).toBe(json.events.planned);
      expect(json.verification.wrong).toBe(0);
      expect(json.verification.cells).toBeGreaterThan(10_000);
    },
    FLOW_TIMEOUT_MS,
  );

  it(
    'loses nothing when its services are restarted one after the other while a month runs',
    async () => {
      await monthWhile(11, settings(), async () => {
        for (const service of ['volume-aggregator', 'dmp-emitter', 'mssante-emitter']) {
          await project().compose('restart', '--timeout', '20', service);
        }
      });
      await healthy(EVERY_SERVICE);
    },
    FLOW_TIMEOUT_MS,
  );

  it(
    'loses nothing when its broker is killed with -9 and comes back while a month runs',
    async () => {
      await monthWhile(12, settings(), async () => {
        const broker = await project().container('kafka');
        await docker('kill', '--signal', 'KILL', broker);
        await docker('start', broker);
        const startedMs = performance.now();
        await healthy(['kafka']);
        process.stderr.write(
          `broker: healthy again after ${((performance.now() - startedMs) / 1000).toFixed(0)} s\n`,
        );
      });
      await healthy(EVERY_SERVICE);
    },
    FLOW_TIMEOUT_MS,
  );

  it(
    'agrees with a second, plain path over the topics after all of it',
    async () => {
      const { exitCode, stdout } = await runMes(['verify', '--from-topics'], settings());
      expect({ exitCode, stdout: exitCode === 0 ? '' : stdout }).toEqual({
        exitCode: 0,
        stdout: '',
      });
    },
    FLOW_TIMEOUT_MS,
  );
});

describe('docker-compose.three-brokers.yml', () => {
  const { project, settings, healthy } = composeHouse(
    'mes-spec-three',
    ['docker-compose.three-brokers.yml'],
    { kafka: 'MES_KAFKA_PORT', 'kafka-2': 'MES_KAFKA_2_PORT', 'kafka-3': 'MES_KAFKA_3_PORT' },
  );
  const topics = async (): Promise<string> =>
    project().compose(
      ...['exec', '-T', 'kafka-2', '/opt/kafka/bin/kafka-topics.sh'],
      ...['--bootstrap-server', 'kafka-2:9093,kafka-3:9093', '--describe', '--topic', 'mes.dmp.v1'],
    );

  it(
    'keeps three copies of each topic, and writes to two of them at least',
    async () => {
      const described = await topics();
      expect(described).toMatch(
        /PartitionCount: 12\s+ReplicationFactor: 3\s+Configs: .*min\.insync\.replicas=2/,
      );
      expect(described.match(/Replicas: \d+,\d+,\d+/g)).toHaveLength(12);
    },
    FLOW_TIMEOUT_MS,
  );

  it(
    'loses nothing when each broker is killed with -9 in its turn while a month runs',
    async () => {
      await monthWhile(23, settings(), async () => {
        for (const service of ['kafka-2', 'kafka', 'kafka-3']) {
          const broker = await project().container(service);
          await docker('kill', '--signal', 'KILL', broker);
          await docker('start', broker);
          const startedMs = performance.now();
          await healthy([service]);
          process.stderr.write(
            `${service}: healthy again after ${((performance.now() - startedMs) / 1000).toFixed(0)} s\n`,
          );
        }
      });
      await eventually(
        'every partition has its three copies in sync',
        RECOVERY_TIMEOUT_MS,
        async () => ((await topics()).match(/Isr: \d+,\d+,\d+/g)?.length === 12 ? true : undefined),
      );
    },
    FLOW_TIMEOUT_MS,
  );
});
