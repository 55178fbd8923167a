import { InsKeyError, isMatriculeIns, parseMatriculeIns } from '#libs/identifiers';

export { isPsIdNat, isStructIdNat } from '#libs/identifiers';

/** Whether a text has the form of a matricule INS, whatever its key. */
export function isMatriculeInsForm(text: string): boolean {
  if (isMatriculeIns(text)) return true;
  try {
    parseMatriculeIns(text);
    return true;
  } catch (error) {
    return error instanceof InsKeyError;
  }
}
