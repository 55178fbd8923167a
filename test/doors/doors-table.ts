/** What every service answers beside its own controllers. */
const EDGE: Readonly<Record<string, string>> = {
  'GET /health/live': 'public',
  'GET /health/ready': 'public',
  'GET /openapi.json': 'public',
  'GET /metrics': 'metrics:read',
};

const INDICATORS = [
  'calibration',
  'inconsistencies',
  'months',
  'payouts',
  'people',
  'quality',
  'rates',
  'sons-sensitivity',
  'usage-thresholds',
  'volumes',
];

const PAGES = [
  '/',
  '/as-known-on',
  '/calibration',
  '/definitions',
  '/editors',
  '/people',
  '/per-inhabitant',
  '/quality',
  '/runs',
  '/runs/:id',
  '/volumes',
];

/** The schema registry: what it holds is the published contract, and it takes nothing. */
const REGISTRY = [
  'GET /config',
  'GET /config/:subject',
  'GET /contexts',
  'GET /mode',
  'GET /mode/:subject',
  'GET /schemas/ids/:id',
  'GET /schemas/ids/:id/schema',
  'GET /schemas/ids/:id/subjects',
  'GET /schemas/ids/:id/versions',
  'GET /schemas/types',
  'GET /subjects',
  'GET /subjects/:subject/versions',
  'GET /subjects/:subject/versions/:version',
  'GET /subjects/:subject/versions/:version/referencedby',
  'GET /subjects/:subject/versions/:version/schema',
];

/** Public though they are no GET, each for its reason. */
export const PUBLIC_AND_NOT_GET: readonly string[] = [
  // A look-up: clients of the registry send the schema that they ask about.
  'POST /subjects/:subject',
  // Always refused, whoever asks: the registry is read-only. Clients read the refusal.
  'POST /subjects/:subject/versions',
  'DELETE /subjects/:subject',
  'DELETE /subjects/:subject/versions/:version',
  'PUT /config',
  'PUT /config/:subject',
  'DELETE /config/:subject',
  'PUT /mode',
  'PUT /mode/:subject',
  'DELETE /mode/:subject',
];

const all = (door: string, routes: readonly string[]): Record<string, string> =>
  Object.fromEntries(routes.map((route) => [route, door]));

/**
 * What each route of each service asks for: a scope; `public`; or `owner`, which is public but for the
 * owner's view, and asks for metrics:owner there. A route that is not here fails the walk.
 */
export const DOORS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'metrics-api': {
    ...EDGE,
    ...all(
      'owner',
      PAGES.map((path) => `GET ${path}`),
    ),
    ...all(
      'owner',
      INDICATORS.flatMap((name) => [
        `GET /v1/indicators/${name}`,
        `GET /v1/indicators/${name}.:extension`,
      ]),
    ),
    ...all('public', [...REGISTRY, ...PUBLIC_AND_NOT_GET]),
    ...all('public', [
      'GET /assets/:name',
      'GET /asyncapi.json',
      'GET /runs/:id/events',
      'GET /runs/:id/report.json',
      'GET /schemas/json',
      'GET /schemas/json/:record',
      'GET /v1',
      'GET /v1/definitions',
      'GET /v1/definitions/:name',
      'GET /v1/indicators',
      'GET /v1/indicators/:file',
    ]),
    'GET /events/:topic': 'events:read',
    'GET /audit': 'admin',
    'POST /runs': 'load:run',
    'POST /runs/:id/cancel': 'load:run',
  },
  'dmp-intake': {
    ...EDGE,
    'GET /fhir/metadata': 'public',
    'GET /profiles/documents': 'metrics:read',
    ...all('deposits:write', [
      'GET /documents/:uniqueId',
      'GET /fhir/DocumentReference/:id',
      'POST /documents',
      'POST /documents/:uniqueId/replacement',
      'PATCH /documents/:uniqueId',
      'DELETE /documents/:uniqueId',
      'POST /fhir',
      'POST /fhir/DocumentReference',
      'PATCH /fhir/DocumentReference',
      'PATCH /fhir/DocumentReference/:id',
      'DELETE /fhir/DocumentReference/:id',
      'POST /identities',
      'POST /insi/search',
      'POST /insi/verification',
      'POST /profiles/activation',
      'POST /profiles/closing',
      'POST /profiles/documents',
      'POST /profiles/letter',
      'POST /profiles/opposition',
      'POST /profiles/reopening',
      'POST /profiles/status',
    ]),
  },
  'mssante-intake': {
    ...EDGE,
    ...all('events:read', [
      'GET /messages/:id',
      'GET /messages/:id/receipt',
      'GET /messages/:id/receipts',
    ]),
  },
  'eprescription-intake': {
    ...EDGE,
    'GET /prescriptions/:number': 'events:read',
    ...all('deposits:write', [
      'POST /prescriptions',
      'POST /prescriptions/:number/dispensations',
      'POST /prescriptions/:number/cancellation',
    ]),
  },
};
