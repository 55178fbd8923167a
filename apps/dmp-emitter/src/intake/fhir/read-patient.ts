import type { StatedPatient } from '#libs/admission';
import type { JsonNode } from '../json-node.js';
import { identifiersOf, resolved, withoutOidPrefix, type Resources } from './references.js';

/** Extensions of FR core and FHIR that carry what an identity of the RNIV needs. */
const RELIABILITY = 'https://hl7.fr/ig/fhir/core/StructureDefinition/fr-core-identity-reliability';
const BIRTH_PLACE = 'http://hl7.org/fhir/StructureDefinition/patient-birthPlace';
const INSEE_CODE = 'https://hl7.fr/ig/fhir/core/StructureDefinition/fr-core-address-insee-code';

/** Sex by FHIR's gender; the matricule knows these two alone. */
const SEX: Readonly<Record<string, string>> = { male: 'M', female: 'F' };

/** Where a request names the patient, and where it states the traits. */
export interface PatientPlace {
  readonly stated: StatedPatient;
  readonly idPointer: string;
  readonly traitsPointer: string;
}

/**
 * Reads the patient of a document: the INS from `subject`, the strict traits from the contained
 * Patient that `subject` or `context.sourcePatientInfo` lead to.
 */
export function readPatient(
  subject: JsonNode,
  sourcePatient: JsonNode,
  resources: Resources,
): PatientPlace {
  const traits = resolved(sourcePatient, resources) ?? resolved(subject, resources);
  const ins = insOf(subject, resources);
  return {
    stated: { ...ins, ...traitsOf(traits) },
    idPointer: subject.pointer,
    traitsPointer: traits?.pointer ?? sourcePatient.pointer,
  };
}

/** INS of a subject: `Patient?identifier=urn:oid:OID|MATRICULE`, an identifier, or a contained Patient. */
export function insOf(
  subject: JsonNode,
  resources: Resources,
): { oid: string | null; matricule: string | null } {
  if (!subject.isPresent) return { oid: null, matricule: null };
  const reference = subject.get('reference').text() ?? '';
  const search = /^Patient\?identifier=([^|]+)\|(.+)$/.exec(reference);
  if (search !== null) {
    return { oid: withoutOidPrefix(search[1] ?? ''), matricule: search[2] ?? null };
  }
  const [identifier] = identifiersOf(subject, resources);
  return { oid: identifier?.system ?? null, matricule: identifier?.value ?? null };
}

function traitsOf(patient: JsonNode | undefined): Omit<StatedPatient, 'oid' | 'matricule'> {
  if (patient === undefined) return NO_TRAITS;
  const name = officialName(patient);
  const gender = patient.get('gender').text();
  const place = extension(patient, BIRTH_PLACE)?.get('valueAddress');
  const status = extension(patient, RELIABILITY);
  return {
    birthName: name.get('family').text(),
    givenNames: name
      .get('given')
      .items()
      .flatMap((given) => given.text() ?? []),
    sex: gender === null ? null : (SEX[gender] ?? gender),
    birthDate: patient.get('birthDate').text(),
    birthPlaceCode:
      place === undefined
        ? null
        : (extension(place, INSEE_CODE)?.get('valueCoding').get('code').text() ?? null),
    identityStatus:
      status === undefined
        ? null
        : (extension(status, 'identityStatus') ?? status).get('valueCoding').get('code').text(),
  };
}

const NO_TRAITS = {
  birthName: null,
  givenNames: [],
  sex: null,
  birthDate: null,
  birthPlaceCode: null,
  identityStatus: null,
} as const;

/** The birth name: the one whose use is `official`, else the first. */
function officialName(patient: JsonNode): JsonNode {
  const names = patient.get('name');
  return names.items().find((name) => name.get('use').value === 'official') ?? names.first();
}

/** The extension of a URL; undefined where there is none. */
function extension(node: JsonNode, url: string): JsonNode | undefined {
  return node
    .get('extension')
    .items()
    .find((candidate) => candidate.get('url').value === url);
}
