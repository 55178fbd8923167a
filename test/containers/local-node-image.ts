import { execFile } from 'node:child_process';
import { chmod, copyFile, cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What the Dockerfile takes when nobody says otherwise. */
const PUBLIC_NODE_IMAGE = 'node:26-slim';
/** Its stand-in where no image registry can be reached; never published. */
const LOCAL_NODE_IMAGE = 'mes-flow-local-node:26';
/** Bases of the stand-in, the first that the engine holds. */
const DEBIAN_IMAGES = ['debian:trixie-slim', 'debian:bookworm-slim'];
const PULL_TIMEOUT_MS = 120_000;
const BUILD_TIMEOUT_MS = 300_000;

/**
 * The image with Node that the Dockerfile starts from: the public one where the engine holds it or can
 * fetch it, else one made here of a Debian image that the engine holds, of the Node that npm installs
 * for this project, and of this machine's npm with its settings of registry and certificates.
 * By hand: node test/containers/local-node-image.ts, which prints its name, then
 * docker build --build-arg NODE_IMAGE=NAME -t mes-flow .
 *
 * @returns its name, for the argument NODE_IMAGE
 * @throws Error when there is neither, with what to fetch
 */
export async function nodeImage(): Promise<string> {
  if (await hasImage(PUBLIC_NODE_IMAGE)) return PUBLIC_NODE_IMAGE;
  if (await hasImage(LOCAL_NODE_IMAGE)) return LOCAL_NODE_IMAGE;
  const refusal = await pull(PUBLIC_NODE_IMAGE);
  if (refusal === undefined) return PUBLIC_NODE_IMAGE;
  for (const debian of DEBIAN_IMAGES) {
    if (await hasImage(debian)) return buildFrom(debian);
  }
  throw new Error(
    `expected the image ${PUBLIC_NODE_IMAGE}, or ${DEBIAN_IMAGES.join(' or ')} to make one of\n` +
      `  came: the engine holds none of them, and pulling the first said: ${refusal}\n` +
      `  what to do: docker pull ${PUBLIC_NODE_IMAGE}, or import a Debian under one of these names (docs/containers.md)`,
  );
}

/** The environment of `docker build`: a client without BuildKit's plugin has to be told to do without it. */
export async function buildEnvironment(): Promise<Record<string, string>> {
  const hasBuildKit = await run('docker', ['buildx', 'version']).then(
    () => true,
    () => false,
  );
  return hasBuildKit ? {} : { DOCKER_BUILDKIT: '0' };
}

async function hasImage(name: string): Promise<boolean> {
  return run('docker', ['image', 'inspect', name]).then(
    () => true,
    () => false,
  );
}

/** Fetches it from its registry. @returns why that failed; undefined: it is here */
async function pull(name: string): Promise<string | undefined> {
  try {
    await run('docker', ['pull', '--quiet', name], { timeout: PULL_TIMEOUT_MS });
    return undefined;
  } catch (error) {
    return String((error as { stderr?: string }).stderr ?? error).trim(); // execFile's error
  }
}

async function buildFrom(debian: string): Promise<string> {
  const context = await mkdtemp(join(tmpdir(), 'mes-node-image-'));
  try {
    const npm = join((await run('npm', ['root', '--global'])).stdout.trim(), 'npm');
    await cp(npm, join(context, 'npm'), { recursive: true, dereference: true });
    await copyFile(installedNode(), join(context, 'node'));
    await chmod(join(context, 'node'), 0o755);
    await mkdir(join(context, 'etc'));
    const [registry, certificates] = [await npmSetting('registry'), await npmSetting('cafile')];
    if (certificates !== undefined) await copyFile(certificates, join(context, 'etc', 'ca.crt'));
    const settings = [
      ...(registry === undefined ? [] : [`registry=${registry}`]),
      ...(certificates === undefined ? [] : ['cafile=/usr/local/etc/ca.crt']),
    ];
    await writeFile(join(context, 'etc', 'npmrc'), `${settings.join('\n')}\n`);
    await writeFile(join(context, 'Dockerfile'), dockerfile(debian));
    await run('docker', ['build', '--tag', LOCAL_NODE_IMAGE, context], {
      env: { ...process.env, ...(await buildEnvironment()) },
      timeout: BUILD_TIMEOUT_MS,
    });
    return LOCAL_NODE_IMAGE;
  } finally {
    await rm(context, { recursive: true, force: true });
  }
}

function dockerfile(debian: string): string {
  return [
    `FROM ${debian}`,
    // Of Node's own program; the slim images of Debian do without it.
    'RUN apt-get update && apt-get install -y --no-install-recommends libatomic1 && rm -rf /var/lib/apt/lists/* /var/cache/apt/*',
    'COPY etc/ /usr/local/etc/',
    'COPY npm /usr/local/lib/node_modules/npm',
    'COPY node /usr/local/bin/node',
    'RUN ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm',
    'CMD ["node"]',
    '',
  ].join('\n');
}

/** The program of the optional package for this processor, which the engine's has to be. */
function installedNode(): string {
  const require = createRequire(import.meta.url);
  const name = `node-linux-${process.arch}`;
  try {
    return join(dirname(require.resolve(`${name}/package.json`)), 'bin', 'node');
  } catch (cause) {
    throw new Error(`expected the npm package ${name}; run npm ci without --omit=optional`, {
      cause,
    });
  }
}

async function npmSetting(name: string): Promise<string | undefined> {
  const value = (await run('npm', ['config', 'get', name])).stdout.trim();
  return ['', 'null', 'undefined'].includes(value) ? undefined : value;
}

if (import.meta.main) process.stdout.write(`${await nodeImage()}\n`);
