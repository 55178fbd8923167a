import { describe, expect, it } from '@jest/globals';
import { Validator } from '@seriousme/openapi-schema-validator';
import { methodsAt } from './finish-document.js';
import { startHttpService } from './http-service.js';
import { openApiOf } from './openapi.js';
import { KeptLog, ToyModule } from './test-toy.js';

const facts = { title: 'Toys', description: 'A toy.' };

describe('openApiOf', () => {
  it('is a valid OpenAPI 3.1 document', async () => {
    const document = await openApiOf(ToyModule, facts);
    expect(document.openapi).toBe('3.1.0');
    expect(await new Validator().validate({ ...document })).toMatchObject({
      valid: true,
    });
    // The checker sees a fault when there is one.
    expect(await new Validator().validate({ ...document, paths: { toys: 5 } })).toMatchObject({
      valid: false,
    });
  });

  it('says what the validation of a body checks', async () => {
    const { components } = await openApiOf(ToyModule, facts);
    expect(components?.schemas?.['ToyOrder']).toEqual({
      type: 'object',
      required: ['name', 'colour', 'core', 'parts'],
      properties: {
        name: {
          type: 'string',
          minLength: 1,
          maxLength: 20,
          description: 'What the toy is called',
        },
        colour: { type: 'string', enum: ['red', 'blue'] },
        year: { type: 'string', pattern: '^\\d{4}$' },
        core: { $ref: '#/components/schemas/ToyPart' },
        parts: { type: 'array', maxItems: 3, items: { $ref: '#/components/schemas/ToyPart' } },
        tags: { type: 'array', items: { type: 'string' } },
      },
    });
    expect(components?.schemas?.['ToyPart']).toMatchObject({
      properties: {
        kind: { type: 'string', enum: ['page', 'scan'] },
        weightGrams: { type: 'integer', minimum: 1, maximum: 9 },
      },
    });
    expect(components?.schemas?.['ToyAnswer']).toBeDefined();
  });

  it('names query parameters, the scope of an operation and its refusals', async () => {
    const { paths } = await openApiOf(ToyModule, facts);
    expect(paths['/toys']?.get?.parameters).toMatchObject([
      { name: 'page', in: 'query', required: false, schema: { type: 'integer', minimum: 1 } },
    ]);
    expect(paths['/closed']?.post?.security).toEqual([{ bearer: ['deposits:write'] }]);
    expect(paths['/closed/some']?.get?.security).toEqual(
      expect.arrayContaining([{}, { bearer: ['metrics:owner'] }]),
    );
    expect(paths['/toys']?.post?.responses.default).toMatchObject({
      content: { 'application/problem+json': {} },
    });
    expect(paths['/fhir/Toy']?.post?.responses.default).toMatchObject({
      content: { 'application/fhir+json': {} },
    });
  });

  it('is what a running service serves', async () => {
    const http = await startHttpService({
      ...facts,
      name: 'toy',
      module: ToyModule,
      logger: new KeptLog(),
    });
    const served: unknown = await (await fetch(`${http.url}/openapi.json`)).json();
    await http.service.close();
    expect(served).toEqual(JSON.parse(JSON.stringify(await openApiOf(ToyModule, facts))));
  });
});

describe('methodsAt', () => {
  it('knows the methods of a path, its parameters filled in', async () => {
    const document = await openApiOf(ToyModule, facts);
    expect(methodsAt(document, '/toys')).toEqual(['GET', 'HEAD', 'POST']);
    expect(methodsAt(document, '/toys/5')).toEqual(['GET', 'HEAD']);
    expect(methodsAt(document, '/fhir/Toy')).toEqual(['POST']);
    expect(methodsAt(document, '/toys/5/6')).toEqual([]);
  });
});
