import { describe, expect, it } from '@jest/globals';
import { makeCitizenAddress, makeProfessionalAddress, MAILBOX_KINDS } from '#libs/identifiers';
import { SOLUTIONS } from '#libs/reference';
import fc from 'fast-check';
import {
  MailRefusedError,
  REFUSALS,
  citizenWrites,
  licenceNumberOf,
  parseMailbox,
  parseSubject,
  parseUsageHeaders,
  professionalWrites,
  replyTextOf,
  usageContradictions,
  type ConversationStatus,
  type RawUsageHeaders,
  type RefusalName,
} from './index.js';

const refusalOf = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    if (error instanceof MailRefusedError) return error.refusal;
    throw error;
  }
  return 'none';
};

describe('a mailbox', () => {
  it.each(MAILBOX_KINDS)('of kind %s is known by its name', (kind) => {
    expect(parseMailbox(makeProfessionalAddress(kind, 12))).toMatchObject({
      kind: 'professional',
      mailbox: kind,
      isOfficine: false,
      answersByItself: true,
    });
  });

  it('of a citizen is the matricule', () => {
    const address = makeCitizenAddress(4);
    expect(parseMailbox(address)).toMatchObject({ kind: 'citizen', address });
  });

  it('tells a pharmacy and a mailbox that somebody answers for', () => {
    expect(parseMailbox('org.officine.1@simulation.mssante.fr')).toMatchObject({
      isOfficine: true,
    });
    expect(parseMailbox('per.1.manual@simulation.mssante.fr')).toMatchObject({
      answersByItself: false,
    });
  });

  it('is the same in any case', () => {
    expect(parseMailbox('PER.00000012@SIMULATION.mssante.FR').address).toBe(
      makeProfessionalAddress('PER', 12),
    );
  });

  it.each([
    ['someone@example.org', 'relay-denied'],
    ['per.1@chb.mssante.fr', 'relay-denied'],
    ['per.1@simulation.mssante.fr.example.org', 'relay-denied'],
    ['per.1@sub.simulation.mssante.fr', 'relay-denied'],
    ['279035121518989@patient.mssante.fr@example.org', 'relay-denied'],
    ['someone%example.org@simulation.mssante.fr', 'bad-address'],
    ['279035121518988@patient.mssante.fr', 'bad-address'],
    ['nobody', 'bad-address'],
    ['@simulation.mssante.fr', 'bad-address'],
    [`per.${'1'.repeat(260)}@simulation.mssante.fr`, 'bad-address'],
    ['someone@simulation.mssante.fr', 'mailbox-unknown'],
  ])('refuses %s as %s', (address, refusal) => {
    expect(refusalOf(() => parseMailbox(address))).toBe(refusal);
  });

  it('of any other domain is never accepted: no open relay', () => {
    fc.assert(
      fc.property(fc.emailAddress(), (address) => {
        expect(['relay-denied', 'bad-address']).toContain(refusalOf(() => parseMailbox(address)));
      }),
    );
  });
});

describe('a conversation', () => {
  const PLAIN = { mailbox: 'PER', isOfficine: false } as const;
  const PHARMACY = { mailbox: 'ORG', isOfficine: true } as const;

  it('is opened, opened again and closed by the professional', () => {
    expect(professionalWrites(false)).toEqual({ isAllowed: true, status: 'open' });
    expect(professionalWrites(true)).toEqual({ isAllowed: true, status: 'closed' });
  });

  it.each<[ConversationStatus, string]>([
    ['none', 'conversation-not-started'],
    ['open', 'open'],
    ['closed', 'conversation-closed'],
  ])('that is %s answers a patient who writes: %s', (status, outcome) => {
    const step = citizenWrites(status, PLAIN);
    expect(step.isAllowed ? step.status : step.refusal).toBe(outcome);
  });

  it.each<ConversationStatus>(['none', 'open', 'closed'])(
    'that is %s lets a patient write to the ORG mailbox of a pharmacy',
    (status) => {
      expect(citizenWrites(status, PHARMACY)).toEqual({ isAllowed: true, status: 'open' });
    },
  );

  it.each([
    { mailbox: 'PER', isOfficine: true },
    { mailbox: 'CAB', isOfficine: true },
    { mailbox: 'APP', isOfficine: true },
    { mailbox: 'ORG', isOfficine: false },
  ] as const)('is not started by a patient with %o', (recipient) => {
    expect(citizenWrites('none', recipient).isAllowed).toBe(false);
  });

  it('lets a patient write exactly while the last word of the professional is not a closing one', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('write', 'close', 'answer'), { maxLength: 20 }),
        (steps) => {
          let status: ConversationStatus = 'none';
          let lastWord = 'none';
          for (const step of steps) {
            if (step === 'answer') {
              const answer = citizenWrites(status, PLAIN);
              expect(answer.isAllowed).toBe(lastWord === 'write');
              if (answer.isAllowed) ({ status } = answer);
            } else {
              const word = professionalWrites(step === 'close');
              if (word.isAllowed) ({ status } = word);
              lastWord = step;
            }
          }
        },
      ),
    );
  });
});

describe('a subject', () => {
  it.each([
    ['XDM/1.0/DDM+CR NOM Prénom 01/02/1980', true, null, false],
    ['[FIN] XDM/1.0/DDM+CR NOM Prénom 01/02/1980', true, null, true],
    ['[FIN] Au revoir', false, null, true],
    ['XDM/1.0/DDM+', false, null, false],
    ['XDM/1.0/DDM', false, null, false],
    ['Re: XDM/1.0/DDM+CR', false, null, false],
    ['[KO Intégration système !][902] XDM/1.0/DDM+CR NOM', false, 902, false],
    ['[Erreur d’intégration !][904] XDM/1.0/DDM+CR NOM', false, 904, false],
    ['[KO Intégration système !] XDM/1.0/DDM+CR NOM', false, null, false],
    ['', false, null, false],
  ])('%s', (text, announcesDocument, errorCode, isClosing) => {
    expect(parseSubject(text)).toEqual({ announcesDocument, errorCode, isClosing });
  });
});

describe('usage headers', () => {
  const NONE: RawUsageHeaders = {
    'x-mss-nil': [],
    'x-mss-ins': [],
    'x-mss-codecda': [],
    'x-mss-mes': [],
  };

  it('name every solution of the catalogue by its licence number', () => {
    for (const solution of SOLUTIONS) {
      const parsed = parseUsageHeaders({ ...NONE, 'x-mss-nil': [licenceNumberOf(solution)] });
      expect(parsed.solution?.index).toBe(solution.index);
    }
  });

  it('may all be absent', () => {
    expect(parseUsageHeaders(NONE)).toEqual({
      solution: null,
      saysIns: null,
      typeCodes: null,
      saysMes: null,
    });
  });

  it('carry several document codes, in one line or in several', () => {
    const inOne = parseUsageHeaders({ ...NONE, 'x-mss-codecda': ['11502-2, PRESC-BIO;18748-4'] });
    const inThree = parseUsageHeaders({
      ...NONE,
      'x-mss-codecda': ['11502-2', 'PRESC-BIO', '18748-4'],
    });
    expect(inOne.typeCodes).toEqual(['11502-2', 'PRESC-BIO', '18748-4']);
    expect(inThree).toEqual(inOne);
  });

  it.each<[Partial<RawUsageHeaders>, RefusalName]>([
    [{ 'x-mss-nil': ['LGC-01'] }, 'unknown-software'],
    [{ 'x-mss-nil': [''] }, 'unknown-software'],
    [{ 'x-mss-nil': ['SIM-LGC-01', 'SIM-LGC-02'] }, 'bad-usage-header'],
    [{ 'x-mss-ins': ['oui'] }, 'bad-usage-header'],
    [{ 'x-mss-mes': ['1'] }, 'bad-usage-header'],
    [{ 'x-mss-codecda': [' '] }, 'bad-usage-header'],
    [{ 'x-mss-codecda': ['<script>'] }, 'bad-usage-header'],
    [
      { 'x-mss-codecda': Array.from({ length: 21 }, (_, index) => `C${index}`) },
      'bad-usage-header',
    ],
  ])('%o are refused as %s', (more, refusal) => {
    expect(refusalOf(() => parseUsageHeaders({ ...NONE, ...more }))).toBe(refusal);
  });

  const CONTENT = { hasIns: true, typeCode: '11502-2', hasCitizenRecipient: false };
  const SAID = { solution: null, saysIns: true, typeCodes: ['11502-2'], saysMes: null };

  it('that agree with the content leave no note', () => {
    expect(usageContradictions(SAID, CONTENT)).toEqual([]);
  });

  it.each([
    [{ ...SAID }, { ...CONTENT, hasIns: false }, 'ins-announced-but-absent'],
    [{ ...SAID, saysIns: false }, CONTENT, 'ins-present-but-denied'],
    [{ ...SAID, saysIns: null }, CONTENT, 'ins-not-said'],
    [{ ...SAID, typeCodes: ['18748-4'] }, CONTENT, 'codecda-differs'],
    [{ ...SAID, typeCodes: ['11502-2', '18748-4'] }, CONTENT, 'codecda-differs'],
    [{ ...SAID, typeCodes: null }, CONTENT, 'codecda-missing'],
    [
      { ...SAID, saysIns: null },
      { ...CONTENT, hasIns: false, typeCode: null },
      'codecda-without-document',
    ],
    [{ ...SAID, saysMes: true }, CONTENT, 'mes-without-citizen'],
    [
      { ...SAID, saysMes: false },
      { ...CONTENT, hasCitizenRecipient: true },
      'mes-denied-to-citizen',
    ],
  ])('%o beside %o leave the note %s', (headers, content, note) => {
    expect(usageContradictions(headers, content)).toEqual([note]);
  });
});

describe('a refusal', () => {
  it.each(Object.keys(REFUSALS) as RefusalName[])('%s is one ASCII line', (name) => {
    const { code, status } = REFUSALS[name];
    expect(status.charAt(0)).toBe(String(code).charAt(0));
    expect(replyTextOf(name, 'l’adresse “é”\r\n250 OK')).toMatch(/^[ -~]{20,400}$/);
  });
});
