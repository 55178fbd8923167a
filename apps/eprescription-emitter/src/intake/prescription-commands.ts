import { contentOf } from '#libs/prescriptions';
import { instantMsOf, solutionOfCode } from './checks.js';
import type { IntakeCommand } from './intake-command.js';
import type { DispenseDto, IssueDto } from './prescription.dto.js';

/** The command of a checked body. The content is what the caller sent, with who acts. */
export function issueCommand(body: IssueDto, prescriber: string): IntakeCommand {
  const { idempotencyKey, actId, site, occurredAt, patient, lines } = body;
  const { matricule, oid, identityStatus, ...traits } = patient;
  return {
    type: 'issue',
    issue: {
      type: 'issue',
      prescriber,
      idempotencyKey,
      content: contentOf(Object.assign({}, body, { prescriber })),
      occurredAtMs: msOrNull(occurredAt),
      lines: lines.map(({ medication, quantity }, index) => ({
        line: index + 1,
        medication,
        quantity,
      })),
    },
    from: { site, ...softwareOf(body.solution) },
    actId: actId ?? null,
    patient: { matricule, oid, identityStatus, traits },
  };
}

/** The command of a checked body. */
export function dispenseCommand(
  number: string,
  body: DispenseDto,
  pharmacist: string,
): IntakeCommand {
  const { dispensation, pharmacy, occurredAt, lines } = body;
  return {
    type: 'dispense',
    number,
    dispense: {
      type: 'dispense',
      pharmacy,
      dispensation,
      content: contentOf(Object.assign({}, body, { pharmacist })),
      occurredAtMs: msOrNull(occurredAt),
      lines: lines.map(({ line, quantity }) => ({ line, quantity })),
    },
    from: { site: pharmacy, ...softwareOf(body.solution) },
    pharmacist,
  };
}

function msOrNull(text: string | undefined): number | null {
  return text === undefined ? null : (instantMsOf(text) ?? null);
}

/** Couloir and index of a solution; the check of the body has found it in the catalogue. */
function softwareOf(code: string): { couloir: 'city' | 'hospital' | 'pharmacy'; solution: number } {
  const solution = solutionOfCode(code);
  if (solution === undefined) throw new Error(`solution ${code}: expected a checked body`);
  const { couloir, index } = solution;
  if (couloir !== 'city' && couloir !== 'hospital' && couloir !== 'pharmacy') {
    throw new Error(`solution ${code}: expected a checked body, came the couloir ${couloir}`);
  }
  return { couloir, solution: index };
}
