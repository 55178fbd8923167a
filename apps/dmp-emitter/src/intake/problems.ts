import { INTAKE_CODES, type IntakeCodeName } from '#libs/admission';
import { ProblemError, type FieldFault } from '#libs/edge';
import type { PlacedRefusal } from './contract.js';
import { IHE_CODE_SYSTEM } from './fhir/codes.js';

/** A refusal whose place and reason are known. */
export interface CodedFault {
  readonly code: IntakeCodeName;
  readonly pointer: string;
  readonly reason: string;
  readonly accepted?: readonly string[];
}

/** What the registry refuses. */
export function refusedProblem(refusals: readonly PlacedRefusal[]): ProblemError {
  return codedProblem(
    refusals.map(({ refusal, pointer }) => ({
      code: refusal.code,
      pointer,
      reason: refusal.reason,
      ...(refusal.accepted && { accepted: refusal.accepted }),
    })),
  );
}

/** What is refused with a code: its status is that of the first code. */
export function codedProblem(faults: readonly CodedFault[]): ProblemError {
  const first = faults[0];
  const code = INTAKE_CODES[first?.code ?? 'XDSRegistryMetadataError'];
  return new ProblemError({
    status: code.status,
    name: 'deposit-refused',
    title: 'The registry refuses',
    detail: `${code.code} (${code.gate}): ${code.label}. Nothing of this request was registered.`,
    faults: faults.map(({ code: name, pointer, reason, accepted }) => ({
      field: pointer,
      reason,
      ...(accepted && { accepted }),
      code: { system: IHE_CODE_SYSTEM, code: name },
    })),
  });
}

/** What cannot be read as the resource or body that it should be: nothing was looked up. */
export function malformedProblem(faults: readonly FieldFault[]): ProblemError {
  return new ProblemError({
    status: 400,
    name: 'invalid-body',
    title: 'The body of the request does not have the expected form',
    detail: 'Nothing of this request was registered.',
    faults: withoutRepetition(faults),
  });
}

/** The same request may succeed a little later, and is never registered twice. */
export function busyProblem(
  code: 'XDSRegistryBusy' | 'XDSRepositoryBusy',
  retryAfterSeconds: number,
  cause: unknown,
): ProblemError {
  const { status, label } = INTAKE_CODES[code];
  return new ProblemError(
    {
      status,
      name: 'registry-busy',
      title: label,
      detail: `${code}: send the same request again in ${retryAfterSeconds} s; it is never registered twice.`,
      faults: [{ field: '', reason: label, code: { system: IHE_CODE_SYSTEM, code } }],
      retryAfterSeconds,
    },
    { cause },
  );
}

/** No document of this uniqueId is registered, or the caller may not know of it. */
export function unknownDocument(): ProblemError {
  return codedProblem([
    {
      code: 'SIM_DOCUMENT_UNKNOWN',
      pointer: 'uniqueId',
      reason: 'expected the uniqueId of a document that this interface registered',
    },
  ]);
}

/** A part that is read twice has its fault twice. */
function withoutRepetition(faults: readonly FieldFault[]): FieldFault[] {
  const seen = new Map(faults.map((fault) => [`${fault.field} ${fault.reason}`, fault]));
  return [...seen.values()];
}
