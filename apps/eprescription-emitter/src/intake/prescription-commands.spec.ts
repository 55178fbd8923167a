import { describe, expect, it } from '@jest/globals';
import { SOLUTIONS } from '#libs/reference';
import { instantMsOf } from './checks.js';
import { dispenseCommand, issueCommand } from './prescription-commands.js';
import type { DispenseDto, IssueDto } from './prescription.dto.js';

const issueBody = {
  idempotencyKey: 'visit-17',
  site: '49800000017801',
  solution: 'LGC-01',
  occurredAt: '2023-12-05T10:30:00+01:00',
  patient: {
    matricule: '279035121518989',
    oid: '1.2.250.1.213.1.4.10',
    identityStatus: 'QUAL' as const,
    birthName: 'PAT-TROIS',
    firstGivenName: 'DOMINIQUE',
    sex: 'F' as const,
    birthDate: '1979-03-28',
    birthPlaceCode: '51215',
  },
  lines: [
    { medication: 'Exemplamol 1 g', quantity: 3 },
    { medication: 'Fictivir 20 mg', quantity: 1 },
  ],
};
const dispenseBody: DispenseDto = {
  dispensation: 'counter-1',
  pharmacy: '1359000015',
  solution: 'LGO-01',
  lines: [{ line: 1, quantity: 2 }],
};

describe('the command of a body', () => {
  it('numbers lines from 1, and names the software by its index and couloir', () => {
    const command = issueCommand(issueBody, '898000000178');
    expect(command).toMatchObject({
      type: 'issue',
      actId: null,
      from: {
        couloir: 'city',
        solution: SOLUTIONS.findIndex(({ code }) => code === 'LGC-01'),
      },
      issue: {
        prescriber: '898000000178',
        occurredAtMs: Date.UTC(2023, 11, 5, 9, 30),
        lines: [{ line: 1 }, { line: 2 }],
      },
      patient: { traits: { birthName: 'PAT-TROIS' } },
    });
  });

  it('has the same content when the body names the token’s professional or leaves it out', () => {
    const contentOf = (body: IssueDto): unknown => {
      const command = issueCommand(body, '898000000178');
      return command.type === 'issue' ? command.issue.content : undefined;
    };
    expect(contentOf({ ...issueBody, prescriber: '898000000178' })).toBe(contentOf(issueBody));
    expect(contentOf({ ...issueBody, actId: 1 })).not.toBe(contentOf(issueBody));
  });

  it('leaves the instant to the base when the caller says none', () => {
    expect(dispenseCommand('SIM-00000000000', dispenseBody, '898000000426')).toMatchObject({
      number: 'SIM-00000000000',
      pharmacist: '898000000426',
      from: { site: '1359000015', couloir: 'pharmacy' },
      dispense: { occurredAtMs: null, lines: [{ line: 1, quantity: 2 }] },
    });
  });
});

describe('instantMsOf', () => {
  it.each([
    ['2023-12-05T10:30:00Z', Date.UTC(2023, 11, 5, 10, 30)],
    ['2023-12-05T10:30:00.250+01:00', Date.UTC(2023, 11, 5, 9, 30, 0, 250)],
    ['2023-12-05T10:30:00', undefined],
    ['2023-12-05', undefined],
    ['2023-13-05T10:30:00Z', undefined],
    ['2023-12-05T25:30:00Z', undefined],
    ['now', undefined],
  ])('reads %s as %s', (text, ms) => {
    expect(instantMsOf(text)).toBe(ms);
  });
});
