import { DOCUMENT_TYPES, documentTypeOfCode } from '#libs/reference';

/** Which documents count. Changing it means counting again from the first document. */
export interface CountingParameters {
  /** Every type that professionals deposit, or the typeCodes listed, such as `11502-2`. */
  readonly eligibleTypes: 'professional' | readonly string[];
  /** Whether a replacement counts as a document of its own. */
  readonly countReplacements: boolean;
}

/** Documents of professionals, first versions only. Assumed, see USAGE_PARAMETERS. */
export const DEFAULT_COUNTING: CountingParameters = {
  eligibleTypes: 'professional',
  countReplacements: false,
};

/**
 * A text that is equal for parameters that count the same documents, however they are written.
 *
 * @throws UnknownDocumentTypeError
 */
export function countingFingerprint(counting: CountingParameters): string {
  const table = eligibleTypeTable(counting);
  const types = DOCUMENT_TYPES.filter(({ index }) => table[index] === 1).map(
    ({ typeCode }) => typeCode,
  );
  return `replacements=${String(counting.countReplacements)};types=${types.join(',')}`;
}

/**
 * Whether documents of a type count, by index in DOCUMENT_TYPES: 1 when they do.
 *
 * @throws UnknownDocumentTypeError
 */
export function eligibleTypeTable({ eligibleTypes }: CountingParameters): Uint8Array {
  const table = new Uint8Array(DOCUMENT_TYPES.length);
  const types =
    eligibleTypes === 'professional'
      ? DOCUMENT_TYPES.filter(({ isProfessional }) => isProfessional)
      : eligibleTypes.map(documentTypeOfCode);
  for (const { index } of types) table[index] = 1;
  return table;
}
