import { execFile } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { buildEnvironment, nodeImage } from './local-node-image.js';

const run = promisify(execFile);

const ROOT = join(import.meta.dirname, '..', '..');
/** What docker-compose.yml calls it. */
export const APP_IMAGE = 'mes-flow';
/** One command to the engine; a stop may take its whole period of grace. */
const COMMAND_TIMEOUT_MS = 120_000;
const BUILD_TIMEOUT_MS = 900_000;
const OUTPUT_BYTES_MAX = 16 * 1024 * 1024;

/**
 * Runs a command of the engine's client.
 *
 * @returns what it printed, without the last line feed
 * @throws Error with all that it printed, or with how to get Docker when there is none
 */
export async function docker(...args: readonly string[]): Promise<string> {
  return command('docker', args, COMMAND_TIMEOUT_MS);
}

/** Builds the image of the services out of this tree; layers that are there already are taken. */
export async function buildAppImage(): Promise<void> {
  await docker('version');
  const base = await nodeImage();
  await command(
    'docker',
    ['build', '--build-arg', `NODE_IMAGE=${base}`, '--tag', APP_IMAGE, ROOT],
    BUILD_TIMEOUT_MS,
    await buildEnvironment(),
  );
}

/** A project of docker-compose.yml under a name and on ports of its own. */
export class ComposeProject {
  private constructor(
    private readonly client: readonly string[],
    private readonly arguments_: readonly string[],
    private readonly environment: Readonly<Record<string, string>>,
  ) {}

  /**
   * @param files below the project's root, the first one first
   * @throws Error with how to get Compose when there is none
   */
  static async open(name: string, files: readonly string[]): Promise<ComposeProject> {
    const names = ['MES_KAFKA_PORT', 'MES_KAFKA_2_PORT', 'MES_KAFKA_3_PORT', 'MES_POSTGRES_PORT'];
    const services = [
      'MES_METRICS_API_PORT',
      'MES_DMP_INTAKE_PORT',
      'MES_EPRESCRIPTION_INTAKE_PORT',
    ];
    const ports = await freePorts(names.length + services.length);
    return new ComposeProject(
      await composeClient(),
      ['--project-name', name, ...files.flatMap((file) => ['--file', join(ROOT, file)])],
      Object.fromEntries(
        [...names, ...services].map((port, index) => [port, String(ports[index])]),
      ),
    );
  }

  /** The port on this machine that one of the settings of docker-compose.yml names. */
  port(setting: string): number {
    return Number(this.environment[setting]);
  }

  /** Runs a command of Compose on this project. */
  async compose(...args: readonly string[]): Promise<string> {
    const [program = '', ...first] = this.client;
    return command(
      program,
      [...first, ...this.arguments_, ...args],
      BUILD_TIMEOUT_MS,
      this.environment,
    );
  }

  /** The container of a service. */
  async container(service: string): Promise<string> {
    const id = await this.compose('ps', '--quiet', service);
    if (id === '') throw new Error(`expected a container of ${service}; came none`);
    return id;
  }

  /** Removes containers and volumes. */
  async close(): Promise<void> {
    await this.compose('down', '--volumes', '--remove-orphans', '--timeout', '20');
  }
}

async function composeClient(): Promise<readonly string[]> {
  for (const client of [['docker', 'compose'], ['docker-compose']]) {
    const [program = '', ...args] = client;
    const works = await run(program, [...args, 'version']).then(
      () => true,
      () => false,
    );
    if (works) return client;
  }
  throw new Error(
    'expected Docker Compose, 2 as the plugin "docker compose" or 1.29 as docker-compose; came neither. On Debian: apt-get install docker-compose',
  );
}

async function command(
  program: string,
  args: readonly string[],
  timeoutMs: number,
  environment: Readonly<Record<string, string>> = {},
): Promise<string> {
  try {
    const { stdout, stderr } = await run(program, args, {
      timeout: timeoutMs,
      maxBuffer: OUTPUT_BYTES_MAX,
      env: { ...process.env, ...environment },
    });
    // The log of a container comes on both.
    return (isLog(args) ? `${stdout}\n${stderr}` : stdout).trimEnd();
  } catch (cause) {
    const {
      code,
      stdout = '',
      stderr = '',
    } = cause as { code?: unknown; stdout?: string; stderr?: string }; // execFile's error
    if (code === 'ENOENT') {
      throw new Error(
        `expected the program ${program}; came none on the PATH. Install Docker: https://docs.docker.com/engine/install, on Debian apt-get install docker.io`,
        { cause },
      );
    }
    throw new Error(
      `${program} ${args.join(' ')} ended with ${String(code)}\n${stdout}\n${stderr}`,
      { cause },
    );
  }
}

function isLog([name]: readonly string[]): boolean {
  return name === 'logs';
}

/** Ports that nobody listens on now. */
async function freePorts(count: number): Promise<readonly number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer();
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      return server;
    }),
  );
  const ports = servers.map((server) => (server.address() as AddressInfo).port); // a server on TCP
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
