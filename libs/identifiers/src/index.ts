export {
  SYNTHETIC_SIREN_COUNT,
  SirenError,
  SiretError,
  isSiren,
  isSiret,
  makeSiren,
  makeSiret,
  parseSiren,
  parseSiret,
  type Siren,
  type Siret,
} from './companies.js';
export {
  FinessDepartmentError,
  FinessError,
  SYNTHETIC_FINESS_COUNT,
  isFiness,
  makeFiness,
  parseFiness,
  type Finess,
} from './finess.js';
export { IbanError, SYNTHETIC_IBAN_COUNT, isIban, makeIban, parseIban, type Iban } from './iban.js';
export { IdentifierError, OrdinalOutOfRangeError, masked } from './identifier-error.js';
export {
  INS_OIDS,
  InsOidNotAllowedError,
  isInsOid,
  parseInsOid,
  type InsOid,
  type InsOidSymbol,
} from './ins-oid.js';
export {
  InsFormatError,
  InsKeyError,
  SYNTHETIC_INS_COUNT,
  isMatriculeIns,
  keyOfMatricule,
  makeMatriculeIns,
  parseIns,
  parseMatriculeIns,
  type Ins,
  type MatriculeIns,
} from './ins.js';
export {
  MAILBOX_KINDS,
  MssanteAddressError,
  isMssanteAddress,
  makeCitizenAddress,
  makeProfessionalAddress,
  parseMssanteAddress,
  type CitizenAddress,
  type MailboxKind,
  type MssanteAddress,
  type ProfessionalAddress,
} from './mssante-address.js';
export {
  PS_ID_NAT_OID,
  PsIdNatError,
  STRUCT_ID_NAT_OID,
  StructIdNatError,
  isPsIdNat,
  isStructIdNat,
  makePracticeStructIdNat,
  makePsIdNat,
  parsePsIdNat,
  parseStructIdNat,
  structIdNatOfFiness,
  structIdNatOfSiren,
  type PsIdNat,
  type PsIdNatKind,
  type StructIdNat,
  type StructIdNatKind,
} from './national-ids.js';
export {
  PrescriptionNumberError,
  isPrescriptionNumber,
  makePrescriptionNumber,
  parsePrescriptionNumber,
  type PrescriptionNumber,
} from './prescription-number.js';
export {
  AdeliError,
  RppsError,
  SYNTHETIC_RPPS_COUNT,
  isAdeli,
  isRpps,
  makeAdeli,
  makeRpps,
  parseAdeli,
  parseRpps,
  type Adeli,
  type Rpps,
} from './professionals.js';
