import { createHash } from 'node:crypto';
import {
  INS_OIDS,
  PS_ID_NAT_OID,
  STRUCT_ID_NAT_OID,
  makePsIdNat,
  structIdNatOfFiness,
  makeFiness,
} from '#libs/identifiers';
import { personOfMatricule, type Person } from '#libs/patients';
import nodemailer from 'nodemailer';
import { ZipFile } from 'yazl';

/** The official test identity. */
export const PATIENT = personOf('279035121518989');

export const SENDER = 'org.00000001@simulation.mssante.fr';
export const COLLEAGUE = 'per.00000002@simulation.mssante.fr';
const SITE = structIdNatOfFiness(makeFiness('51', 7));
const AUTHOR = makePsIdNat(11);

export const citizenOf = (person: Person): string => `${person.matricule.text}@patient.mssante.fr`;

/** What a CDA document says; everything has a good default. */
export interface CdaFacts {
  readonly uniqueId: string;
  readonly typeCode: string;
  readonly codeSystemOid: string;
  readonly ids: readonly (readonly [root: string, extension: string])[];
  /** Parts of the patient, as XML, by trait; one left out is missing in the document. */
  readonly traits: Readonly<Record<string, string>>;
  readonly author: string;
  readonly site: string;
  readonly versionNumber: number;
  readonly replaces: string | null;
  readonly prolog: string;
}

const LOINC = '2.16.840.1.113883.6.1';
const UNIQUE_ID = '1.2.250.1.999.1.1.1';

export function insIdOf(person: Person): readonly [string, string] {
  return [INS_OIDS.find(({ symbol }) => symbol === person.oid)?.oid ?? '', person.matricule.text];
}

export function traitsOf({ traits }: Person): Record<string, string> {
  return {
    birthName: `<family qualifier="BR">${traits.birthName}</family>`,
    givenNames: `<given>${traits.givenNames.join(' ')}</given>`,
    firstGivenName: `<given qualifier="BR">${traits.firstGivenName}</given>`,
    sex: `<administrativeGenderCode code="${traits.sex}"/>`,
    birthDate: `<birthTime value="${traits.birthDate.replaceAll('-', '')}"/>`,
    birthPlaceCode: `<birthplace><place><addr><county>${traits.birthPlaceCode}</county></addr></place></birthplace>`,
  };
}

export function cdaFacts(more: Partial<CdaFacts> = {}): CdaFacts {
  return {
    uniqueId: UNIQUE_ID,
    typeCode: '11502-2',
    codeSystemOid: LOINC,
    ids: [insIdOf(PATIENT), ['1.2.3.4.567', 'IPP-1']],
    traits: traitsOf(PATIENT),
    author: AUTHOR,
    site: SITE,
    versionNumber: 1,
    replaces: null,
    prolog: '<?xml version="1.0" encoding="UTF-8"?>',
    ...more,
  };
}

export function cdaOf(facts: CdaFacts): Buffer {
  const { traits } = facts;
  const ids = facts.ids.map(([root, extension]) => `<id root="${root}" extension="${extension}"/>`);
  const [root, extension] = facts.uniqueId.split('^');
  const replaced =
    facts.replaces === null
      ? ''
      : `<relatedDocument typeCode="RPLC"><parentDocument>${idOf(facts.replaces)}</parentDocument></relatedDocument>`;
  const name = ['birthName', 'givenNames', 'firstGivenName'].map((key) => traits[key] ?? '');
  const others = ['sex', 'birthDate', 'birthPlaceCode'].map((key) => traits[key] ?? '');
  return Buffer.from(`${facts.prolog}
<ClinicalDocument xmlns="urn:hl7-org:v3">
  <realmCode code="FR"/>
  <typeId root="2.16.840.1.113883.1.3" extension="POCD_HD000040"/>
  <templateId root="1.2.250.1.213.1.1.1.1"/>
  <id root="${root ?? ''}"${extension === undefined ? '' : ` extension="${extension}"`}/>
  <code code="${facts.typeCode}" codeSystem="${facts.codeSystemOid}"/>
  <title>Compte rendu de démonstration</title>
  <effectiveTime value="20240115101500+0100"/>
  <confidentialityCode code="N" codeSystem="2.16.840.1.113883.5.25"/>
  <languageCode code="fr-FR"/>
  <versionNumber value="${facts.versionNumber}"/>
  <recordTarget><patientRole>
    ${ids.join('\n    ')}
    <patient><name>${name.join('')}</name>${others.join('')}</patient>
  </patientRole></recordTarget>
  <author><time value="20240115101500+0100"/><assignedAuthor>
    <id root="${PS_ID_NAT_OID}" extension="${facts.author}"/>
    <representedOrganization><id root="${STRUCT_ID_NAT_OID}" extension="${facts.site}"/></representedOrganization>
  </assignedAuthor></author>
  ${replaced}
  <component><nonXMLBody><text mediaType="text/plain">Document de d&#233;monstration &amp; d&apos;essai</text></nonXMLBody></component>
</ClinicalDocument>
`);
}

function idOf(uniqueId: string): string {
  const [root = '', extension] = uniqueId.split('^');
  return `<id root="${root}"${extension === undefined ? '' : ` extension="${extension}"`}/>`;
}

/** What METADATA.XML says; by default what the document says. */
export interface MetadataFacts {
  readonly uniqueId: string;
  readonly typeCode: string;
  readonly classCode: string | null;
  readonly patientId: string;
  readonly mimeType: string;
  readonly hash: string;
  readonly size: string;
  readonly uri: string;
}

export function metadataFacts(facts: CdaFacts, cda: Buffer): MetadataFacts {
  const [root = '', extension = ''] = facts.ids[0] ?? [];
  return {
    uniqueId: facts.uniqueId,
    typeCode: facts.typeCode,
    classCode: facts.typeCode === '11502-2' ? '10' : null,
    patientId: `${extension}^^^&amp;${root}&amp;ISO^NH`,
    mimeType: 'text/xml',
    hash: createHash('sha1').update(cda).digest('hex'),
    size: String(cda.length),
    uri: 'DOC00001.XML',
  };
}

export function metadataOf(facts: MetadataFacts): Buffer {
  const classification = (scheme: string, node: string | null): string =>
    node === null
      ? ''
      : `<rim:Classification classificationScheme="urn:uuid:${scheme}" classifiedObject="doc" nodeRepresentation="${node}"/>`;
  const identifier = (scheme: string, value: string): string =>
    `<rim:ExternalIdentifier identificationScheme="urn:uuid:${scheme}" registryObject="doc" value="${value}"/>`;
  const slot = (name: string, value: string): string =>
    `<rim:Slot name="${name}"><rim:ValueList><rim:Value>${value}</rim:Value></rim:ValueList></rim:Slot>`;
  return Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>
<lcm:SubmitObjectsRequest xmlns:lcm="urn:oasis:names:tc:ebxml-regrep:xsd:lcm:3.0" xmlns:rim="urn:oasis:names:tc:ebxml-regrep:xsd:rim:3.0">
  <rim:RegistryObjectList>
    <rim:ExtrinsicObject id="doc" mimeType="${facts.mimeType}" objectType="urn:uuid:7edca82f-054d-47f2-a032-9b2a5b5186c1">
      ${slot('hash', facts.hash)}
      ${slot('size', facts.size)}
      ${slot('URI', facts.uri)}
      ${slot('languageCode', 'fr-FR')}
      ${classification('f0306f51-975f-434e-a61c-c59651d33983', facts.typeCode)}
      ${classification('41a5887f-8865-4c09-adf7-e362475b143a', facts.classCode)}
      ${identifier('2e82c1f6-a085-4c72-9da3-8640a32e42ab', facts.uniqueId)}
      ${identifier('58a6f841-87b3-4a3e-92fd-a8ffeff98427', facts.patientId)}
    </rim:ExtrinsicObject>
  </rim:RegistryObjectList>
</lcm:SubmitObjectsRequest>
`);
}

/** A fixed time inside archives, so that the same files give the same bytes. */
const ZIP_TIME = new Date(Date.UTC(2024, 0, 15, 10));

/** A zip of files, in their order. */
export async function zipOf(
  files: readonly (readonly [name: string, bytes: Buffer])[],
): Promise<Buffer> {
  const zip = new ZipFile();
  for (const [name, bytes] of files) zip.addBuffer(bytes, name, { mtime: ZIP_TIME });
  zip.end();
  const chunks: Buffer[] = [];
  for await (const chunk of zip.outputStream) chunks.push(chunk as Buffer); // Of a byte stream.
  return Buffer.concat(chunks);
}

/** An IHE_XDM.zip; `spoil` changes the metadata before they are written. */
export async function xdmOf(
  more: Partial<CdaFacts> = {},
  spoil: Partial<MetadataFacts> = {},
): Promise<Buffer> {
  const facts = cdaFacts(more);
  const cda = cdaOf(facts);
  const metadata = metadataOf({ ...metadataFacts(facts, cda), ...spoil });
  return zipOf([
    ['INDEX.HTM', Buffer.from('<html><body>Archive XDM</body></html>')],
    ['IHE_XDM/SUBSET01/METADATA.XML', metadata],
    ['IHE_XDM/SUBSET01/DOC00001.XML', cda],
  ]);
}

/** A mail; everything has a good default. */
export interface MailFacts {
  readonly messageId: string;
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly date: Date;
  readonly text: string;
  /** IHE_XDM.zip, or null for a mail without a document. */
  readonly archive: Buffer | null;
  readonly hasPdf: boolean;
  readonly receiptTo: string | null;
  readonly headers: Readonly<Record<string, string>>;
}

const DOCUMENT_SUBJECT = 'XDM/1.0/DDM+CR d’examens biologiques PAT-TROIS DOMINIQUE 28/03/1979';
export const USAGE = { 'X-MSS-NIL': 'SIM-SGL-01', 'X-MSS-INS': 'O', 'X-MSS-CODECDA': '11502-2' };

async function mailFacts(more: Partial<MailFacts> = {}): Promise<MailFacts> {
  return {
    messageId: '<example-1@simulation.mssante.fr>',
    from: SENDER,
    to: [COLLEAGUE],
    subject: DOCUMENT_SUBJECT,
    date: new Date(Date.UTC(2024, 0, 15, 9, 30)),
    text: 'Veuillez trouver ci-joint un compte rendu de démonstration.\n',
    archive: more.archive === undefined ? await xdmOf() : more.archive,
    hasPdf: true,
    receiptTo: SENDER,
    headers: USAGE,
    ...more,
  };
}

const PDF = Buffer.from('%PDF-1.4\n% demonstration\n%%EOF\n');

/** The bytes of a mail, as nodemailer writes them. */
export async function rawMailOf(more: Partial<MailFacts> = {}): Promise<Buffer> {
  const facts = await mailFacts(more);
  const transport = nodemailer.createTransport({
    streamTransport: true,
    buffer: true,
    newline: 'windows',
  });
  const { message } = await transport.sendMail({
    messageId: facts.messageId,
    from: facts.from,
    to: [...facts.to],
    subject: facts.subject,
    date: facts.date,
    text: facts.text,
    headers: {
      ...facts.headers,
      ...(facts.receiptTo === null ? {} : { 'Disposition-Notification-To': facts.receiptTo }),
    },
    attachments: attachmentsOf(facts),
  });
  return message as Buffer; // With `buffer: true`.
}

/** The files of a mail, for nodemailer. */
function attachmentsOf({ archive, hasPdf }: Pick<MailFacts, 'archive' | 'hasPdf'>): {
  filename: string;
  content: Buffer;
  contentType: string;
}[] {
  const files = [];
  if (archive !== null) {
    files.push({ filename: 'IHE_XDM.zip', content: archive, contentType: 'application/zip' });
  }
  if (hasPdf) files.push({ filename: 'CR.pdf', content: PDF, contentType: 'application/pdf' });
  return files;
}

/** An MDN, written by hand: what a receiving software sends. */
export function rawMdnOf(facts: {
  readonly from: string;
  readonly to: string;
  readonly originalMessageId: string;
  readonly disposition?: string;
  readonly finalRecipient?: string;
}): Buffer {
  return Buffer.from(
    [
      `From: ${facts.from}`,
      `To: ${facts.to}`,
      `Message-ID: <mdn-${createHash('sha256').update(JSON.stringify(facts)).digest('hex')}@simulation.mssante.fr>`,
      'Date: Mon, 15 Jan 2024 11:00:00 +0100',
      'Subject: XDM/1.0/DDM+CR PAT-TROIS DOMINIQUE 28/03/1979',
      'MIME-Version: 1.0',
      'Content-Type: multipart/report; report-type=disposition-notification; boundary="b1"',
      '',
      '--b1',
      'Content-Type: text/plain; charset=utf-8',
      '',
      'Receipt',
      '--b1',
      'Content-Type: message/disposition-notification',
      '',
      `Final-Recipient: rfc822;${facts.finalRecipient ?? facts.from}`,
      `Original-Message-ID: ${facts.originalMessageId}`,
      `Disposition: ${facts.disposition ?? 'automatic-action/MDN-sent-automatically; processed'}`,
      '',
      '--b1--',
      '',
    ].join('\r\n'),
  );
}

function personOf(matricule: string): Person {
  const person = personOfMatricule(matricule);
  if (person === undefined) throw new Error(`nobody of matricule ${matricule}`);
  return person;
}
