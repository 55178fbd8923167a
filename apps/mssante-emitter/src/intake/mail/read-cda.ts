import {
  IdentifierError,
  PS_ID_NAT_OID,
  STRUCT_ID_NAT_OID,
  parsePsIdNat,
  parseStructIdNat,
} from '#libs/identifiers';
import { MailRefusedError, type CdaHeader, type DocumentTraits } from '#libs/mssante';
import { CDA_BYTES_MAX } from '../limits.js';
import {
  attributeOf,
  childrenOf,
  elementAt,
  readXml,
  textIn,
  type XmlElement,
} from './read-xml.js';

/** Longest uniqueId of XDS: 128 characters with extension. Source: IHE ITI TF-3. */
const UNIQUE_ID = /^\d+(\.\d+)+(\^[!-~]{1,16})?$/;
const UNIQUE_ID_CHARACTERS_MAX = 128;

/**
 * Reads the header of a CDA document (CI-SIS, structuration minimale).
 *
 * @throws MailRefusedError bad-document, which names the element
 */
export function readCda(bytes: Buffer): CdaHeader {
  const xml = readXml({ name: 'CDA', bytes, bytesMax: CDA_BYTES_MAX, refusal: 'bad-document' });
  const root = required('ClinicalDocument', elementAt(xml, 'ClinicalDocument'));
  const code = elementAt(root, 'code');
  const role = required('recordTarget/patientRole', elementAt(root, 'recordTarget', 'patientRole'));
  const author = required('author/assignedAuthor', elementAt(root, 'author', 'assignedAuthor'));
  return {
    uniqueId: uniqueIdOf('id', elementAt(root, 'id')),
    typeCode: required('code/@code', attributeOf(code, 'code')),
    codeSystemOid: required('code/@codeSystem', attributeOf(code, 'codeSystem')),
    versionNumber: versionOf(root),
    patientIds: childrenOf(role, 'id').flatMap((id) => {
      const oid = attributeOf(id, 'root');
      const extension = attributeOf(id, 'extension');
      return oid === null || extension === null ? [] : [{ root: oid, extension }];
    }),
    traits: traitsOf(elementAt(role, 'patient') ?? {}),
    author: nationalId('author/assignedAuthor/id', author, PS_ID_NAT_OID, parsePsIdNat),
    site: nationalId(
      'author/assignedAuthor/representedOrganization/id',
      elementAt(author, 'representedOrganization') ?? {},
      STRUCT_ID_NAT_OID,
      parseStructIdNat,
    ),
    replaces: replacedOf(root),
  };
}

function traitsOf(patient: XmlElement): DocumentTraits {
  const name = elementAt(patient, 'name') ?? {};
  const qualified = (part: string, qualifier: string | null): string | null =>
    textIn(childrenOf(name, part).find((each) => attributeOf(each, 'qualifier') === qualifier));
  const birthTime = attributeOf(elementAt(patient, 'birthTime'), 'value');
  return {
    birthName: qualified('family', 'BR'),
    firstGivenName: qualified('given', 'BR'),
    givenNames: qualified('given', null),
    sex: attributeOf(elementAt(patient, 'administrativeGenderCode'), 'code'),
    birthDate: birthTime === null ? null : birthTime.slice(0, 8),
    birthPlaceCode: textIn(elementAt(patient, 'birthplace', 'place', 'addr', 'county')),
  };
}

function replacedOf(root: XmlElement): string | null {
  const replacement = childrenOf(root, 'relatedDocument').find(
    (each) => attributeOf(each, 'typeCode') === 'RPLC',
  );
  if (replacement === undefined) return null;
  return uniqueIdOf(
    'relatedDocument/parentDocument/id',
    elementAt(replacement, 'parentDocument', 'id'),
  );
}

/** versionNumber, 1 when the document has none: a first version. */
function versionOf(root: XmlElement): number {
  const text = attributeOf(elementAt(root, 'versionNumber'), 'value') ?? '1';
  if (!/^[1-9]\d{0,5}$/.test(text))
    throw refused(`versionNumber ${JSON.stringify(text.slice(0, 20))}`);
  return Number(text);
}

function uniqueIdOf(path: string, id: XmlElement | undefined): string {
  const oid = required(`${path}/@root`, attributeOf(id, 'root'));
  const extension = attributeOf(id, 'extension');
  const text = extension === null ? oid : `${oid}^${extension}`;
  if (text.length > UNIQUE_ID_CHARACTERS_MAX || !UNIQUE_ID.test(text)) {
    throw refused(
      `${path} ${JSON.stringify(text.slice(0, 60))}, expected an OID with or without extension`,
    );
  }
  return text;
}

/** The identifier of a national directory among the ids of an element; checked. */
function nationalId(
  path: string,
  owner: XmlElement,
  oid: string,
  parse: (text: string) => { readonly text: string },
): string {
  const id = childrenOf(owner, 'id').find((each) => attributeOf(each, 'root') === oid);
  const extension = required(`${path}[@root='${oid}']/@extension`, attributeOf(id, 'extension'));
  try {
    return parse(extension).text;
  } catch (cause) {
    if (!(cause instanceof IdentifierError)) throw cause;
    throw new MailRefusedError('bad-document', `CDA whose ${path} is ${cause.message}`, { cause });
  }
}

function required<T>(path: string, value: T | null | undefined): T {
  if (value === null || value === undefined) throw refused(`no ${path}`);
  return value;
}

function refused(came: string): MailRefusedError {
  return new MailRefusedError('bad-document', `CDA with ${came}`);
}
