import { INS_OIDS } from '#libs/identifiers';
import { actIdOfDocument, strangerDepartment, strangerPseudonym } from '#libs/mssante';
import type { KnownPatient } from '#libs/patients';
import type { MessageHead } from '#libs/store';
import type { SentDocument } from './commands.js';

/**
 * What all events of a mail share, from its document. A message whose patient nobody knows was sent
 * all the same: it counts, under a pseudonym and a department of its own.
 */
export function headOf(document: SentDocument, patient: KnownPatient | undefined): MessageHead {
  const { header, ins, solution } = document;
  const [firstId] = header.patientIds;
  const identifier = ins ?? firstId;
  return {
    actId: actIdOfDocument(header.uniqueId),
    patient:
      patient === undefined
        ? strangerPseudonym(`${identifier?.extension ?? ''}^${identifier?.root ?? ''}`)
        : Buffer.from(patient.pseudonym).toString('hex'),
    patientDepartment: patient?.department ?? strangerDepartment(header.site),
    // The events know two domains; a document without an INS counts under the first.
    insOid: INS_OIDS.find(({ oid }) => oid === ins?.root)?.symbol ?? 'INS_NIR_TEST',
    author: header.author,
    site: header.site,
    couloir: solution.couloir,
    solution: solution.index,
  };
}
