import type { ArchiveVerification } from '#libs/replay';
import { count } from '../output.js';

/** Gaps that a person is shown. */
const GAPS_SHOWN_MAX = 10;

/** What a check found, for a person: the faults last, where the eye is. */
export function verificationLines(verification: ArchiveVerification): string[] {
  const { folder, files, records, bytes, faults } = verification;
  return [
    `${folder}: ${count(files)} files, ${count(records)} records, ${count(bytes)} bytes read`,
    ...gapLines(verification),
    ...faults.map((fault) => `WRONG  ${fault}`),
    faults.length === 0 ? 'sound' : `${count(faults.length)} WRONG`,
  ];
}

function gapLines({ gaps, gapCount, missingOffsets }: ArchiveVerification): string[] {
  if (gapCount === 0) return [];
  const shown = gaps.slice(0, GAPS_SHOWN_MAX);
  const more = gapCount - shown.length;
  return [
    `${count(missingOffsets)} offsets are missing in ${count(gapCount)} gaps, which retention, compaction and transactions leave: no fault`,
    ...shown.map(
      ({ topic, partition, from, before }) =>
        `  ${topic}/${String(partition)}: ${String(from)} to ${String(before - 1)}`,
    ),
    ...(more > 0 ? [`  and ${count(more)} more`] : []),
  ];
}
