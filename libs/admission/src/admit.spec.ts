import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  ACCEPTED,
  admissibleAttempt,
  admit,
  DMP_STATUS,
  IDENTITY_STATUS,
  INS_OID,
  QUALIFIED_ONLY_ALWAYS,
  REFUSAL,
  REFUSAL_REASONS,
  refusalOfCode,
  refusalOfSymbol,
  REGISTRY_OUTCOME,
  UnknownRefusalError,
  type AdmissionAttempt,
  type Gate,
} from './index.js';

const IN_2024_MS = Date.UTC(2024, 0, 15, 12);
/** 2023-01-01T00:00 in Europe/Paris, one hour before midnight UTC. */
const STRICT_FROM_MS = Date.UTC(2022, 11, 31, 23);

/** What spoils an attempt for each reason, and the nearest value that does not. */
const SPOILERS: readonly {
  reason: number;
  refused: Partial<AdmissionAttempt>;
  admitted: Partial<AdmissionAttempt>;
}[] = [
  {
    reason: REFUSAL.insNotQualified,
    refused: { identityStatus: IDENTITY_STATUS.validated },
    admitted: { identityStatus: IDENTITY_STATUS.qualified },
  },
  {
    reason: REFUSAL.insKeyInvalid,
    refused: { isInsKeyValid: false },
    admitted: { isInsKeyValid: true },
  },
  {
    reason: REFUSAL.insOidNotAllowed,
    refused: { insOid: INS_OID.other },
    admitted: { insOid: INS_OID.demonstration },
  },
  {
    reason: REFUSAL.traitsMismatch,
    refused: { hasMatchingTraits: false },
    admitted: { hasMatchingTraits: true },
  },
  {
    reason: REFUSAL.dmpAbsent,
    refused: { dmpStatus: DMP_STATUS.absent },
    admitted: { dmpStatus: DMP_STATUS.active },
  },
  {
    reason: REFUSAL.dmpClosed,
    refused: { dmpStatus: DMP_STATUS.closed },
    admitted: { dmpStatus: DMP_STATUS.active },
  },
  {
    reason: REFUSAL.dmpOpposed,
    refused: { dmpStatus: DMP_STATUS.opposed },
    admitted: { dmpStatus: DMP_STATUS.active },
  },
  ...(
    [
      ['nonIdenticalHash', REFUSAL.nonIdenticalHash],
      ['missingDocumentMetadata', REFUSAL.missingDocumentMetadata],
      ['metadataError', REFUSAL.registryMetadataError],
      ['deprecatedDocument', REFUSAL.registryDeprecatedDocument],
      ['busy', REFUSAL.registryBusy],
    ] as const
  ).map(([outcome, reason]) => ({
    reason,
    refused: { registryOutcome: REGISTRY_OUTCOME[outcome] },
    admitted: { registryOutcome: REGISTRY_OUTCOME.registered },
  })),
  {
    reason: REFUSAL.emptyDocument,
    refused: { isDocumentEmpty: true },
    admitted: { isDocumentEmpty: false },
  },
];

describe('admission', () => {
  it('accepts an attempt that is in order', () => {
    expect(admit(admissibleAttempt(IN_2024_MS))).toBe(ACCEPTED);
  });

  it.each(SPOILERS)('refuses for reason $reason only when its fact is wrong', (spoiler) => {
    expect(admit({ ...admissibleAttempt(IN_2024_MS), ...spoiler.refused })).toBe(spoiler.reason);
    expect(admit({ ...admissibleAttempt(IN_2024_MS), ...spoiler.admitted })).toBe(ACCEPTED);
  });

  it('has a case for every published reason', () => {
    expect(SPOILERS.map((spoiler) => spoiler.reason).sort((a, b) => a - b)).toEqual(
      REFUSAL_REASONS.map((reason) => reason.code),
    );
  });

  it('tolerates an unqualified identity until the last millisecond of 2022 in Europe/Paris, and not after', () => {
    const statuses = [
      IDENTITY_STATUS.provisional,
      IDENTITY_STATUS.retrieved,
      IDENTITY_STATUS.validated,
    ];
    for (const identityStatus of statuses) {
      const before = { ...admissibleAttempt(STRICT_FROM_MS - 1), identityStatus };
      expect(admit(before)).toBe(ACCEPTED);
      expect(admit(before, QUALIFIED_ONLY_ALWAYS)).toBe(REFUSAL.insNotQualified);
      expect(admit({ ...before, registeredAtMs: STRICT_FROM_MS })).toBe(REFUSAL.insNotQualified);
      expect(admit({ ...before, registeredAtMs: STRICT_FROM_MS + 1 })).toBe(
        REFUSAL.insNotQualified,
      );
    }
  });

  it('answers the earliest gate when several facts are wrong', () => {
    const gates: readonly Gate[] = ['identity', 'document', 'dmp-status', 'registry'];
    fc.assert(
      fc.property(fc.subarray([...SPOILERS], { minLength: 1 }), (spoilers) => {
        const attempt = spoilers.reduce(
          (spoilt, { refused }) => ({ ...spoilt, ...refused }),
          admissibleAttempt(IN_2024_MS),
        );
        const earliest = Math.min(
          ...spoilers.map(({ reason }) => gates.indexOf(refusalOfCode(reason).gate)),
        );
        expect(gates.indexOf(refusalOfCode(admit(attempt)).gate)).toBe(earliest);
      }),
    );
  });

  it('checks the key, then the OID, then the status, then the traits', () => {
    const attempt: AdmissionAttempt = {
      ...admissibleAttempt(IN_2024_MS),
      isInsKeyValid: false,
      insOid: INS_OID.other,
      identityStatus: IDENTITY_STATUS.provisional,
      hasMatchingTraits: false,
    };
    expect(admit(attempt)).toBe(REFUSAL.insKeyInvalid);
    attempt.isInsKeyValid = true;
    expect(admit(attempt)).toBe(REFUSAL.insOidNotAllowed);
    attempt.insOid = INS_OID.test;
    expect(admit(attempt)).toBe(REFUSAL.insNotQualified);
    attempt.identityStatus = IDENTITY_STATUS.qualified;
    expect(admit(attempt)).toBe(REFUSAL.traitsMismatch);
  });

  it('never admits a status or an outcome that it does not know', () => {
    expect(admit({ ...admissibleAttempt(IN_2024_MS), dmpStatus: 9 })).toBe(REFUSAL.dmpAbsent);
    expect(admit({ ...admissibleAttempt(IN_2024_MS), registryOutcome: 9 })).toBe(
      REFUSAL.registryMetadataError,
    );
    expect(admit({ ...admissibleAttempt(IN_2024_MS), identityStatus: 9 })).toBe(
      REFUSAL.insNotQualified,
    );
    expect(admit({ ...admissibleAttempt(IN_2024_MS), insOid: 9 })).toBe(REFUSAL.insOidNotAllowed);
  });
});

describe('refusal reasons', () => {
  it('have dense codes from 1 and one symbol each', () => {
    expect(REFUSAL_REASONS.map((reason) => reason.code)).toEqual(
      REFUSAL_REASONS.map((_, index) => index + 1),
    );
    expect(new Set(REFUSAL_REASONS.map((reason) => reason.symbol)).size).toBe(
      REFUSAL_REASONS.length,
    );
  });

  it('say what was sent only beyond the local gates', () => {
    for (const reason of REFUSAL_REASONS) {
      const isLocal = reason.gate === 'identity' || reason.gate === 'document';
      expect(reason.errorCode === null).toBe(isLocal);
    }
  });

  it('are found by code and by symbol, and anything else is named in the error', () => {
    expect(refusalOfCode(13).symbol).toBe('EMPTY_DOCUMENT');
    expect(refusalOfSymbol('SIM_DMP_OPPOSED').code).toBe(7);
    expect(() => refusalOfCode(0)).toThrow(UnknownRefusalError);
    expect(() => refusalOfCode(14)).toThrow('got 14');
    expect(() => refusalOfSymbol('NOPE')).toThrow('got NOPE');
  });
});
