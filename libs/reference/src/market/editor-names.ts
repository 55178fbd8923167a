// Invented syllables without a meaning: no company of the field may be recognised in a simulated verdict.
const ONSETS = [
  'Ovre',
  'Yldu',
  'Zeba',
  'Varqu',
  'Trezo',
  'Plova',
  'Nimbé',
  'Kelvo',
  'Jorqu',
  'Izmé',
  'Gavru',
  'Fezli',
  'Duvro',
  'Boqui',
];
const ENDINGS = ['zan', 'lor', 'veth', 'mis', 'druk', 'phyx', 'bren', 'stov', 'xell', 'gwyn'];

/** Names that `editorName` can make. */
export const EDITOR_NAMES_MAX = ONSETS.length * ENDINGS.length;

/** The invented name of an editor from its index. Distinct for each index below EDITOR_NAMES_MAX. */
export function editorName(index: number): string {
  const onset = index % ONSETS.length;
  // The ending moves with the onset too, so that neighbours in a list do not share it.
  const ending = (onset + Math.floor(index / ONSETS.length)) % ENDINGS.length;
  return `${ONSETS[onset] ?? ''}${ENDINGS[ending] ?? ''}`;
}
