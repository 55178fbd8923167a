import { asyncApi, cloudEventSchemaOf, schemaOfRecord } from '#libs/contracts';
import type { HttpService } from '#libs/edge';
import { FORMATS } from '#libs/exports';
import { SCHEMAS } from '#libs/events';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Validator } from '@seriousme/openapi-schema-validator';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describedFigures, metricsApiDocument } from '../openapi-document.js';
import { GivenPages, startTestService } from '../test-service.js';

const committed = join(
  import.meta.dirname,
  '../../../../docs/contracts',
  'openapi-metrics-api.json',
);

describe('the contracts over HTTP', () => {
  let api: HttpService;
  beforeAll(async () => {
    const pages = new GivenPages(() => ({ records: [], nextOffset: undefined }));
    api = await startTestService(pages, { figures: describedFigures() });
  });
  afterAll(() => api.service.close());

  const get = async (path: string): Promise<{ status: number; type: string; body: unknown }> => {
    const response = await fetch(`${api.url}${path}`);
    const type = response.headers.get('content-type') ?? '';
    return { status: response.status, type, body: await response.json() };
  };

  it('give the AsyncAPI document with the broker that is in use', async () => {
    expect((await get('/asyncapi.json')).body).toEqual(asyncApi({ kafka: 'broker:1' }));
  });

  it('give the JSON schema of each record by its short and its full name', async () => {
    const { body } = await get('/schemas/json');
    const places = body as { record: string; path: string }[];
    expect(places.map(({ record }) => record)).toEqual(SCHEMAS.map(({ fullName }) => fullName));
    for (const { record, path } of places) {
      const schema = schemaOfRecord(record);
      const expected = schema && cloudEventSchemaOf(schema);
      const answer = await get(path);
      expect(answer).toMatchObject({ status: 200, body: expected });
      expect(answer.type).toContain('application/schema+json');
      expect((await get(`/schemas/json/${record}`)).body).toEqual(expected);
    }
  });

  it.each(['Nothing', '__proto__', '..%2FDocumentDeposited', 'x'.repeat(5000)])(
    'refuse an unknown record: %.30s',
    async (record) => {
      expect(await get(`/schemas/json/${record}`)).toMatchObject({
        status: 404,
        body: { type: 'urn:mes-flow:problem:unknown-record' },
      });
    },
  );

  it('give the OpenAPI document that is committed; npm run contracts writes it again', async () => {
    const document: unknown = JSON.parse(JSON.stringify(await metricsApiDocument()));
    expect((await get('/openapi.json')).body).toEqual(document);
    expect(JSON.parse(readFileSync(committed, 'utf8'))).toEqual(document);
  });

  it('let everybody read schemas, and events those whose token says so', async () => {
    const { paths } = (await metricsApiDocument()) as {
      paths: Record<string, { get?: { security?: unknown } }>;
    };
    expect(paths['/events/{topic}']?.get?.security).toEqual([{ bearer: ['events:read'] }]);
    expect(paths['/subjects']?.get).toBeDefined();
    expect(paths['/subjects']?.get).not.toHaveProperty('security');
  });

  it('describe each indicator’s own parameters with what is accepted, its forms and its refusals', async () => {
    const { paths } = (await metricsApiDocument()) as unknown as {
      paths: Record<
        string,
        {
          get: {
            parameters: {
              name: string;
              schema: { enum?: string[]; items?: { enum?: string[] } };
            }[];
            responses: Record<string, { content?: object }>;
            security: unknown;
          };
        }
      >;
    };
    const { indicators } = describedFigures();
    expect(indicators.length).toBeGreaterThan(0);
    for (const { definition, parameters } of indicators) {
      for (const ending of ['', '.{extension}']) {
        const operation = paths[`/v1/indicators/${definition.name}${ending}`]?.get;
        const described = new Map(operation?.parameters.map((one) => [one.name, one.schema]));
        for (const { name, accepted } of parameters) {
          const schema = described.get(name);
          expect([name, schema?.enum ?? schema?.items?.enum]).toEqual([name, accepted]);
        }
        expect([...described.keys()]).toEqual(
          expect.arrayContaining(['view', 'lang', 'limit', 'cursor']),
        );
        expect(Object.keys(operation?.responses ?? {})).toEqual(
          expect.arrayContaining(['200', '304', '400', '403', '404', '406', '410', '414', '503']),
        );
        expect(Object.keys(operation?.responses['200']?.content ?? {})).toEqual(
          expect.arrayContaining(FORMATS.map(({ mediaType }) => mediaType)),
        );
        expect(operation?.security).toEqual(
          expect.arrayContaining([{}, { bearer: ['metrics:owner'] }]),
        );
      }
    }
  });

  it('is OpenAPI 3.1 by a validator of that', async () => {
    const document = JSON.parse(readFileSync(committed, 'utf8')) as { paths: object };
    const validator = new Validator();
    expect(await validator.validate(document)).toEqual({ valid: true });
    expect(validator.version).toBe('3.1');
    expect(await validator.validate({ ...document, paths: { broken: 1 } })).toMatchObject({
      valid: false,
    });
  });
});
