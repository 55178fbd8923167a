import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { asyncApi } from '#libs/contracts';
import { dashboardFiles } from '#libs/monitoring';
import { BadInvocationError, childEnvironment } from '#libs/platform';

/**
 * Services with an interface over HTTP, and the program below apps that prints the document of each
 * one. A new one joins here.
 */
const PROGRAMS: ReadonlyMap<string, string> = new Map([
  ['metrics-api', 'metrics-api/src/openapi.js'],
  ['dmp-intake', 'dmp-emitter/src/intake.openapi.js'],
  ['mssante-intake', 'mssante-emitter/src/intake.openapi.js'],
  ['eprescription-intake', 'eprescription-emitter/src/intake.openapi.js'],
]);

/** Names of the services with an interface over HTTP. */
export const HTTP_SERVICES: readonly string[] = [...PROGRAMS.keys()];

/** A service that has not printed its document within this is a failure, milliseconds. */
const PRINT_TIMEOUT_MS = 60_000;
/** Bytes of a printed document at most. */
const DOCUMENT_BYTES_MAX = 8 * 1024 * 1024;

/** Where Grafana's provisioning finds its dashboards, from `docs/contracts`. */
const DASHBOARDS = join('..', 'monitoring', 'grafana', 'dashboards');

/** One generated file. */
export interface GeneratedContract {
  /** Name of the file, from `docs/contracts`. */
  readonly file: string;
  readonly text: string;
}

/** The AsyncAPI document as it is committed. */
export function asyncApiText(): string {
  return textOf(asyncApi());
}

/** The OpenAPI document of a service, as its own controllers give it. */
export async function openApiText(service: string): Promise<string> {
  const program = PROGRAMS.get(service);
  if (program === undefined) {
    throw new BadInvocationError(
      `expected a service with an interface over HTTP (${HTTP_SERVICES.join(', ')}), came "${service}"`,
    );
  }
  // Apps meet on topics and views alone: the document comes from the service's own program.
  const path = join(import.meta.dirname, '..', '..', '..', program);
  const { stdout } = await promisify(execFile)(process.execPath, [path], {
    env: childEnvironment({}),
    timeout: PRINT_TIMEOUT_MS,
    maxBuffer: DOCUMENT_BYTES_MAX,
  });
  return textOf(JSON.parse(stdout) as unknown);
}

/** Every file of `docs/contracts`, and the dashboards for those who operate the services. */
export async function generatedContracts(): Promise<GeneratedContract[]> {
  const contracts: GeneratedContract[] = [{ file: 'asyncapi.json', text: asyncApiText() }];
  for (const service of HTTP_SERVICES) {
    contracts.push({ file: `openapi-${service}.json`, text: await openApiText(service) });
  }
  for (const { file, text } of dashboardFiles()) {
    contracts.push({ file: join(DASHBOARDS, file), text });
  }
  return contracts;
}

/** Indented, so that a change is read line by line. */
function textOf(document: unknown): string {
  return `${JSON.stringify(document, null, 2)}\n`;
}
