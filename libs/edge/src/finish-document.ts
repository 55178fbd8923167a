import type { OpenAPIObject } from '@nestjs/swagger';
import { problemFormOf } from './problem-answer.js';

const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'] as const;

/** RFC 9457 as `problemJsonOf` writes it. */
const PROBLEM_SCHEMA = {
  type: 'object',
  description: 'RFC 9457; `type` is stable, `detail` is for a person.',
  required: ['type', 'title', 'status', 'detail'],
  properties: {
    type: { type: 'string', pattern: '^urn:mes-flow:problem:[a-z0-9-]+$' },
    title: { type: 'string' },
    status: { type: 'integer', minimum: 400, maximum: 599 },
    detail: { type: 'string' },
    faults: {
      type: 'array',
      items: {
        type: 'object',
        required: ['field', 'reason'],
        properties: {
          field: { type: 'string' },
          reason: { type: 'string' },
          accepted: { type: 'array', items: { type: 'string' } },
          code: {
            type: 'object',
            required: ['code'],
            properties: { system: { type: 'string' }, code: { type: 'string' } },
          },
        },
      },
    },
  },
};

/** FHIR R4 OperationOutcome, as far as `operationOutcomeOf` fills it. */
const OUTCOME_SCHEMA = {
  type: 'object',
  description: 'FHIR R4 OperationOutcome: one issue for each fault.',
  required: ['resourceType', 'issue'],
  properties: {
    resourceType: { const: 'OperationOutcome' },
    issue: {
      type: 'array',
      minItems: 1,
      items: {
        type: 'object',
        required: ['severity', 'code'],
        properties: {
          severity: { enum: ['fatal', 'error'] },
          code: { type: 'string' },
          details: { type: 'object' },
          diagnostics: { type: 'string' },
          expression: { type: 'array', items: { type: 'string' } },
        },
      },
    },
  },
};

const REFUSALS = {
  problem: {
    description: 'Refused',
    content: {
      'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } },
    },
  },
  'operation-outcome': {
    description: 'Refused',
    content: {
      'application/fhir+json': { schema: { $ref: '#/components/schemas/OperationOutcome' } },
    },
  },
};

/**
 * Adds to what @nestjs/swagger wrote the answers that every operation has: `default` is a refusal in
 * the form of its path. Pure; the document given is left as it was.
 */
export function finishDocument(document: OpenAPIObject): OpenAPIObject {
  const paths = Object.fromEntries(
    Object.entries(document.paths).map(([path, item]) => {
      const refusal = REFUSALS[problemFormOf(path)];
      const finished = { ...item };
      for (const method of METHODS) {
        const operation = item[method];
        if (operation === undefined) continue;
        finished[method] = {
          ...operation,
          responses: { ...operation.responses, default: operation.responses.default ?? refusal },
        };
      }
      return [path, finished];
    }),
  );
  return {
    ...document,
    paths,
    components: {
      ...document.components,
      schemas: {
        ...document.components?.schemas,
        // JSON Schema 2020-12 has `const`, which the library's types for 3.0 do not know.
        ...({
          Problem: PROBLEM_SCHEMA,
          OperationOutcome: OUTCOME_SCHEMA,
        } as unknown as NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>),
      },
    },
  };
}

/** The methods that a document has at a path of a request, upper case; empty where it has none. */
export function methodsAt(document: OpenAPIObject, path: string): readonly string[] {
  const parts = partsOf(path);
  const methods = new Set<string>();
  for (const [template, item] of Object.entries(document.paths)) {
    if (!fits(partsOf(template), parts)) continue;
    for (const method of METHODS) {
      if (item[method] !== undefined) methods.add(method.toUpperCase());
    }
    // Express answers HEAD wherever it answers GET.
    if (methods.has('GET')) methods.add('HEAD');
  }
  return [...methods].sort();
}

function partsOf(path: string): string[] {
  return path.replace(/^\/+|\/+$/g, '').split('/');
}

function fits(template: readonly string[], parts: readonly string[]): boolean {
  return (
    template.length === parts.length &&
    template.every(
      (part, i) => part.includes('{') || part.toLowerCase() === parts[i]?.toLowerCase(),
    )
  );
}
