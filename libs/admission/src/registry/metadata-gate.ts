import { isPsIdNat, isStructIdNat } from '#libs/identifiers';
import {
  CONFIDENTIALITY_CODES,
  CONFIDENTIALITY_CODES_MAX,
  DOCUMENT_LANGUAGE,
  DOCUMENT_TYPES,
  FACILITY_TYPES,
  FORMAT_CODES,
  PRACTICE_SETTINGS,
  SOLUTIONS,
  dsrOfCode,
  type DocumentType,
  type FormatCode,
  type Solution,
} from '#libs/reference';
import {
  shownValue,
  type DocumentEntry,
  type EntryPart,
  type IntakeRefusal,
} from './document-entry.js';

/** Metadata that hold: the values of the catalogues that their codes name. */
export interface CheckedMetadata {
  readonly uniqueId: string;
  readonly type: DocumentType;
  readonly format: FormatCode;
  readonly solution: Solution;
  readonly site: string;
  readonly author: string;
  readonly documentAtMs: number;
  readonly facilityType: string;
  readonly practiceSetting: string;
}

/** OID of at most 64 characters (DICOM and XDS): arcs without leading zeros, the first 0, 1 or 2. */
const OID = /^[0-2](\.(0|[1-9]\d*)){1,31}$/;
const OID_CHARACTERS_MAX = 64;
/** A document may be dated so far after the registry's clock: clocks differ. Assumed. */
const CLOCK_SKEW_MS = 5 * 60 * 1000;
/** No document of the DMP is older. Assumed: the year in which the oldest living person was born. */
const OLDEST_MS = Date.UTC(1900, 0, 1);
/** A cover of a document without its own template: taken for every type. */
const GENERAL_FORMATS = new Set(['PDF', 'TEXT', 'OUTSIDE_PROFILES']);

const typeOfCode = new Map(DOCUMENT_TYPES.map((type) => [type.typeCode, type]));
const formatOfCode = new Map(FORMAT_CODES.map((format) => [format.code, format]));
const solutionOfCode = new Map(SOLUTIONS.map((solution) => [solution.code, solution]));
const PROFESSIONAL_TYPES = DOCUMENT_TYPES.filter((type) => type.isProfessional);

const REQUIRED = [
  'uniqueId',
  'typeCode',
  'formatCode',
  'facilityType',
  'practiceSetting',
  'documentAtMs',
  'author',
  'site',
  'solution',
] as const;

/** Third gate, first part: everything that must be said is said, and is a value that exists. */
export function checkMetadata(
  entry: DocumentEntry,
  registeredAtMs: number,
): IntakeRefusal | CheckedMetadata {
  const absent = REQUIRED.find((part) => entry[part] === null);
  if (absent !== undefined || entry.confidentiality.length === 0) {
    return {
      code: 'XDSMissingDocumentMetadata',
      part: absent ?? 'confidentiality',
      reason: `expected ${absent ?? 'one to four confidentiality codes'}; came nothing`,
    };
  }
  const { uniqueId, author, site, facilityType, practiceSetting, documentAtMs } = entry;
  const type = typeOfCode.get(entry.typeCode ?? '');
  const format = formatOfCode.get(entry.formatCode ?? '');
  const solution = solutionOfCode.get(entry.solution ?? '');
  if (uniqueId === null || !isOid(uniqueId)) {
    return wrong('uniqueId', 'an OID of at most 64 characters', uniqueId);
  }
  if (type?.isProfessional !== true) {
    return wrong(
      'typeCode',
      type === undefined
        ? 'a typeCode of JDV_J07'
        : 'a document of a professional: patients and the CNAM have other interfaces',
      entry.typeCode,
      PROFESSIONAL_TYPES.map(({ typeCode }) => typeCode),
    );
  }
  const { classCode } = entry;
  if (classCode !== null && classCode !== String(type.classCode)) {
    return wrong('classCode', `the class of ${type.typeCode} (ASS_X16)`, classCode, [
      String(type.classCode),
    ]);
  }
  const own = FORMAT_CODES[type.formatCode];
  if (format === undefined || !(GENERAL_FORMATS.has(format.symbol) || format === own)) {
    return wrong(
      'formatCode',
      `a format of ${type.typeCode}`,
      entry.formatCode,
      FORMAT_CODES.filter((known) => known === own || GENERAL_FORMATS.has(known.symbol)).map(
        ({ code }) => code,
      ),
    );
  }
  if (facilityType === null || !FACILITY_TYPES.has(facilityType)) {
    return wrong('facilityType', 'a code of JDV_J02', facilityType, [...FACILITY_TYPES.keys()]);
  }
  if (practiceSetting === null || !PRACTICE_SETTINGS.has(practiceSetting)) {
    return wrong('practiceSetting', 'a code of JDV_J04', practiceSetting, [...PRACTICE_SETTINGS]);
  }
  const labels = refusalOfConfidentiality(entry.confidentiality);
  if (labels !== undefined) return labels;
  if (entry.languageCode !== null && entry.languageCode !== DOCUMENT_LANGUAGE) {
    return wrong('languageCode', 'the language of the field', entry.languageCode, [
      DOCUMENT_LANGUAGE,
    ]);
  }
  if (author === null || !isPsIdNat(author)) return wrong('author', 'a PSIdNat', author);
  if (site === null || !isStructIdNat(site)) return wrong('site', 'a StructIdNat', site);
  if (solution === undefined || !dsrOfCode(solution.dsr).isDepositing) {
    return wrong(
      'solution',
      'a solution of the catalogue that deposits, such as LGC-01',
      entry.solution,
    );
  }
  if (entry.couloir !== null && entry.couloir !== solution.couloir) {
    return wrong('couloir', `the couloir of ${solution.code}`, entry.couloir, [solution.couloir]);
  }
  if (documentAtMs === null || documentAtMs < OLDEST_MS) {
    return wrong('documentAtMs', 'a date from 1900 on', 'an earlier one');
  }
  if (documentAtMs > registeredAtMs + CLOCK_SKEW_MS) {
    return wrong('documentAtMs', 'a date that has come', 'one in the future');
  }
  return {
    uniqueId,
    type,
    format,
    solution,
    site,
    author,
    documentAtMs,
    facilityType,
    practiceSetting,
  };
}

/** Whether a text is an OID as XDS wants it. */
export function isOid(text: string): boolean {
  return text.length <= OID_CHARACTERS_MAX && OID.test(text);
}

/** Confidentiality codes of JDV_J08: one to four, each once. */
export function refusalOfConfidentiality(codes: readonly string[]): IntakeRefusal | undefined {
  const unknown = codes.find((code) => !CONFIDENTIALITY_CODES.includes(code));
  if (unknown !== undefined) {
    return wrong('confidentiality', 'codes of JDV_J08', unknown, CONFIDENTIALITY_CODES);
  }
  const isEachOnce = new Set(codes).size === codes.length;
  if (codes.length > 0 && codes.length <= CONFIDENTIALITY_CODES_MAX && isEachOnce) return undefined;
  return wrong('confidentiality', 'one to four codes, each once', codes.length);
}

function wrong(
  part: EntryPart,
  expected: string,
  came: string | number | null,
  accepted?: readonly string[],
): IntakeRefusal {
  return {
    code: 'XDSRegistryMetadataError',
    part,
    reason: `expected ${expected}; came ${shownValue(came)}`,
    ...(accepted && { accepted }),
  };
}
