import type * as Testcontainers from 'testcontainers';
import type { ContainerRuntimeClient } from 'testcontainers';
import { reasonOf } from './error-details.js';
import { DockerImageMissingError } from './errors.js';

/** An image that the engine holds. */
export interface HeldImage {
  /** The first characters of its id, as `docker images` shows them. */
  readonly id: string;
  readonly megabytes: number;
  /** When it was built, such as 2026-03-01. */
  readonly builtOn: string;
}

const ID_CHARACTERS = 12;
/** How the helper of testcontainers is called that removes what a killed process leaves. */
const CLEAN_UP = 'testcontainers/ryuk';
const WITHOUT_CLEAN_UP =
  '. Or set TESTCONTAINERS_RYUK_DISABLED=true to do without the helper that removes the containers of killed processes';

/** The image as the engine holds it; undefined: it does not. */
export async function heldImage(
  { ImageName, getContainerRuntimeClient }: typeof Testcontainers,
  name: string,
): Promise<HeldImage | undefined> {
  const client = await getContainerRuntimeClient();
  const image = ImageName.fromString(name);
  if (!(await client.image.exists(image))) return undefined;
  const { Id: id, Size: bytes, Created: created } = await client.image.inspect(image);
  return {
    id: id.replace(/^sha256:/, '').slice(0, ID_CHARACTERS),
    megabytes: Math.round(bytes / 1e6),
    builtOn: created.slice(0, 10),
  };
}

/**
 * Sees to it that the engine holds images: fetches those that are missing.
 *
 * @throws DockerImageMissingError with every image that is missing and cannot be fetched
 */
export async function requireImages(
  { ImageName, getContainerRuntimeClient }: typeof Testcontainers,
  names: readonly string[],
  onProgress: (line: string) => void,
): Promise<void> {
  const client = await getContainerRuntimeClient();
  const missing: string[] = [];
  const reasons: string[] = [];
  for (const name of names) {
    const image = ImageName.fromString(name);
    if (await client.image.exists(image)) continue;
    onProgress(`fetching the image ${name}`);
    const reason = await pull(client, image);
    if (reason === undefined) continue;
    missing.push(name);
    reasons.push(`${name}: ${reason}`);
  }
  if (missing.length === 0) return;
  throw new DockerImageMissingError({
    expected: `the images ${names.join(' and ')} in the container engine`,
    came: reasons.join('; '),
    action: `fetch them with ${missing.map((name) => `docker pull ${name}`).join(' && ')}, or load them with docker load where no registry can be reached (docs/containers.md)${missing.some((name) => name.includes(CLEAN_UP)) ? WITHOUT_CLEAN_UP : ''}`,
  });
}

/** Fetches an image. @returns why that failed; undefined: the engine holds it now */
async function pull(
  client: ContainerRuntimeClient,
  image: Testcontainers.ImageName,
): Promise<string | undefined> {
  try {
    await client.image.pull(image);
  } catch (error) {
    return `not held, and cannot be fetched: ${reasonOf(error).trim()}`;
  }
  // A transfer that breaks off ends without an error.
  return (await client.image.exists(image)) ? undefined : 'not held, and the transfer broke off';
}
