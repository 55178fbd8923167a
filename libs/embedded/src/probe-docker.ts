import { runCommand } from './commands.js';
import { dockerEngineVersion, heldBackendImages } from './docker.js';
import type { HeldImage } from './docker-images.js';
import { reasonOf } from './error-details.js';
import { BackendError } from './errors.js';
import type { Finding } from './finding.js';
import { KAFKA_IMAGE, POSTGRES_IMAGE } from './images.js';

const COMPOSE_TIMEOUT_MS = 10_000;
const GET_ENGINE = 'install Docker, start it, and let this user reach its socket';

/** The engine, each image that MES_INFRA=docker starts containers of, and Compose. */
export interface DockerFindings {
  readonly engine: Finding;
  readonly images: readonly Finding[];
  readonly compose: Finding;
}

/** Looks at what containers need. Starts and fetches nothing. */
export async function probeDocker(): Promise<DockerFindings> {
  const [engine, images, compose] = await Promise.all([
    probeEngine(),
    probeImages(),
    probeCompose(),
  ]);
  return { engine, images, compose };
}

async function probeEngine(): Promise<Finding> {
  const base = {
    name: 'container engine',
    expected: 'Docker, for MES_INFRA=docker',
    howToGet: GET_ENGINE,
  };
  try {
    return { ...base, ok: true, found: await dockerEngineVersion() };
  } catch (error) {
    return { ...base, ok: false, found: faultOf(error) };
  }
}

async function probeImages(): Promise<readonly Finding[]> {
  try {
    return (await heldBackendImages()).map(([name, image]) => imageFinding(name, image));
  } catch {
    // Why the engine does not answer is said once, by its own line.
    return [KAFKA_IMAGE, POSTGRES_IMAGE].map((name) => imageFinding(name, 'no engine'));
  }
}

/**
 * What is said of an image.
 *
 * @param image as the engine holds it; undefined: it does not
 */
export function imageFinding(name: string, image: HeldImage | 'no engine' | undefined): Finding {
  const base = {
    name: `image ${name}`,
    expected: 'it in the engine, for MES_INFRA=docker; a start fetches it where it can',
    howToGet:
      image === 'no engine'
        ? GET_ENGINE
        : `docker pull ${name}, or docker load (docs/containers.md)`,
  };
  if (image === 'no engine') return { ...base, ok: false, found: 'no engine to ask' };
  if (image === undefined) return { ...base, ok: false, found: 'not held by the engine' };
  const { id, megabytes, builtOn } = image;
  return { ...base, ok: true, found: `${id}, ${String(megabytes)} MB, built ${builtOn}` };
}

async function probeCompose(): Promise<Finding> {
  const base = {
    name: 'docker compose',
    expected: 'Compose 2, or 1.29, for docker-compose.yml',
    howToGet: 'install the plugin docker-compose-plugin, or on Debian docker-compose',
  };
  for (const [program = '', ...args] of [
    ['docker', 'compose', 'version', '--short'],
    ['docker-compose', 'version', '--short'],
  ]) {
    const { exitCode, output } = await runCommand(program, args, { timeoutMs: COMPOSE_TIMEOUT_MS });
    if (exitCode === 0) return { ...base, ok: true, found: output.trim() };
  }
  return { ...base, ok: false, found: 'none' };
}

function faultOf(error: unknown): string {
  return error instanceof BackendError ? error.fault.came : reasonOf(error);
}
