import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startHttpService, type HttpService } from '#libs/edge';
import { IntakeLane } from '#libs/intake';
import { systemClock } from '#libs/platform';
import { Pool } from 'pg';
import fc from 'fast-check';
import type { IntakeAnswer, IntakeCommand } from './intake-command.js';
import { EprescriptionIntakeModule } from './intake.module.js';

const RUNS = 300;

const issueBody = {
  idempotencyKey: 'visit-17',
  prescriber: '898000000178',
  site: '49800000017801',
  solution: 'LGC-01',
  occurredAt: '2026-01-05T10:30:00+01:00',
  patient: {
    matricule: '279035121518989',
    oid: '1.2.250.1.213.1.4.10',
    identityStatus: 'QUAL',
    birthName: 'PAT-TROIS',
    firstGivenName: 'DOMINIQUE',
    sex: 'F',
    birthDate: '1979-03-28',
    birthPlaceCode: '51215',
  },
  lines: [{ medication: 'Exemplamol 1 g', quantity: 3 }],
};
const dispenseBody = {
  dispensation: 'counter-1',
  pharmacist: '898000000426',
  pharmacy: '1359000015',
  solution: 'LGO-01',
  lines: [{ line: 1, quantity: 2 }],
};

/** Paths of every value in a body. */
function pathsOf(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  return Object.entries(value).flatMap(([name, field]) => [
    [...path, name],
    ...pathsOf(field, [...path, name]),
  ]);
}

/** A copy of a body with another value at a path. */
function withValue(body: unknown, path: readonly string[], wrong: unknown): unknown {
  const [name, ...rest] = path;
  if (name === undefined) return wrong;
  const copy = structuredClone(body) as Record<string, unknown>;
  copy[name] = withValue(copy[name], rest, wrong);
  return copy;
}

/** Values that stand for nothing at any place of a body. */
const wrongValue = fc.oneof(
  fc.constantFrom<unknown>('', ' ', '\u0000', {}, [], [[]], true, -1, 0.5, 1e300, 'é'.repeat(5000)),
  fc.object({ maxDepth: 2 }),
  fc.array(fc.integer(), { maxLength: 100 }),
);

// Real: HTTP and the checks. The base must not be asked at all.
describe('malformed bodies', () => {
  const commands: IntakeCommand[] = [];
  let http: HttpService;

  beforeAll(async () => {
    const lane = new IntakeLane<IntakeCommand, IntakeAnswer>({
      store: {
        channel: 'eprescription',
        settle: (asked) => {
          commands.push(...asked);
          return Promise.reject(new Error('nothing malformed may come here'));
        },
        unpublished: () => Promise.resolve([]),
        forget: () => Promise.resolve(),
      },
      publisher: { publish: () => Promise.resolve() },
      clock: systemClock,
      onFatal: () => undefined,
    });
    http = await startHttpService({
      name: 'spec',
      title: 'spec',
      description: 'spec',
      // The pool opens no connection before its first query.
      module: EprescriptionIntakeModule.with({ lane, pool: new Pool(), clock: systemClock }),
      logger: { log: () => undefined, warn: () => undefined, error: () => undefined },
    });
  });

  afterAll(() => http.service.close());

  it.each([
    ['/prescriptions', issueBody],
    ['/prescriptions/SIM-00000000000/dispensations', dispenseBody],
  ])('at %s get a 4xx with the field at fault, and no effect', async (path, body) => {
    const paths = pathsOf(body);
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...paths), wrongValue, async (place, wrong) => {
        const response = await fetch(`${http.url}${path}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(withValue(body, place, wrong)),
        });
        expect(response.headers.get('content-type')).toContain('application/problem+json');
        const problem = (await response.json()) as { faults: { field: string }[] };
        expect([400, 413]).toContain(response.status);
        // The field itself or what it holds is named.
        expect(problem.faults.map(({ field }) => field).join(' ')).toContain(`/${place[0] ?? ''}`);
      }),
      { numRuns: RUNS },
    );
    expect(commands).toEqual([]);
  });

  it('are told from good ones by the description of the service', async () => {
    const response = await fetch(`${http.url}/openapi.json`);
    // OpenAPI 3.1, as far as it is looked at here.
    const { paths, components } = (await response.json()) as {
      paths: Record<string, Record<string, unknown>>;
      components: { schemas: Record<string, { required?: string[] }> };
    };
    const routes = Object.entries(paths).flatMap(([path, item]) =>
      Object.keys(item).map((method) => `${method} ${path}`),
    );
    expect(routes).toEqual(
      expect.arrayContaining([
        'post /prescriptions',
        'get /prescriptions/{number}',
        'post /prescriptions/{number}/dispensations',
        'post /prescriptions/{number}/cancellation',
      ]),
    );
    expect(components.schemas['IssueDto']?.required?.sort()).toEqual([
      'idempotencyKey',
      'lines',
      'patient',
      'site',
      'solution',
    ]);
  });
});
