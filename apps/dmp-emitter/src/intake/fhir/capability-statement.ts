import type { Resource } from './write-document-reference.js';

/** What the FHIR interface does, for a client that asks before it sends. */
export const capabilityStatement: Resource = {
  resourceType: 'CapabilityStatement',
  status: 'active',
  date: '2026-11-27',
  kind: 'instance',
  implementation: {
    description:
      'mes-flow: a simulated DMP for synthetic persons, in the shape of the profile PDSm. Not the interface of the CNAM.',
  },
  fhirVersion: '4.0.1',
  format: ['application/fhir+json'],
  patchFormat: ['application/json-patch+json'],
  rest: [
    {
      mode: 'server',
      security: { description: 'Bearer tokens of an OIDC issuer, when one is set.' },
      resource: [
        {
          type: 'DocumentReference',
          supportedProfile: [
            'https://interop.esante.gouv.fr/ig/fhir/pdsm/StructureDefinition/pdsm-simplified-publish',
            'https://interop.esante.gouv.fr/ig/fhir/pdsm/StructureDefinition/pdsm-comprehensive-document-reference',
          ],
          interaction: [
            { code: 'create', documentation: 'Simplified publish, ITI-105' },
            { code: 'read', documentation: 'Metadata; documents are not kept' },
            { code: 'patch', documentation: 'Visibility, masking, archiving, deletion' },
            { code: 'delete', documentation: 'The metadata stay, entered in error' },
          ],
          versioning: 'no-version',
          conditionalUpdate: false,
        },
      ],
      interaction: [{ code: 'transaction', documentation: 'Provide document bundle, ITI-65' }],
    },
  ],
};
