import { describe, expect, it } from '@jest/globals';
import { decideChange, type ChangeDecision, type DocumentWish } from './decide-change.js';
import type { RegisteredDocument } from './registered-document.js';
import { REGISTERED } from './test-entries.js';

const change = (
  wish: DocumentWish,
  registered: Partial<RegisteredDocument> = {},
  site: string = REGISTERED.site,
): ChangeDecision => decideChange({ ...REGISTERED, ...registered }, site, () => wish);

describe('decideChange', () => {
  it.each<[what: string, before: string[], after: string[], visibility: string | undefined]>([
    ['masking', ['N'], ['N', 'MASQUE_PS'], 'MASQUE_PS'],
    ['unmasking', ['N', 'MASQUE_PS'], ['N'], 'VISIBLE'],
    ['showing to the patient', ['N', 'INVISIBLE_PATIENT'], ['N'], 'VISIBLE'],
    [
      'showing to the patient what stays masked',
      ['N', 'INVISIBLE_PATIENT', 'MASQUE_PS'],
      ['N', 'MASQUE_PS'],
      'MASQUE_PS',
    ],
    [
      'hiding from legal representatives',
      ['N'],
      ['N', 'INVISIBLE_REPRESENTANTS_LEGAUX'],
      'INVISIBLE_REPRESENTANTS_LEGAUX',
    ],
    ['another confidentiality', ['N'], ['R'], undefined],
  ])('%s is a change', (_, confidentiality, after, visibility) => {
    expect(change({ confidentiality: after }, { confidentiality })).toMatchObject({
      kind: 'changed',
      visibility,
      changed: { confidentiality: after },
    });
  });

  it('never hides from the patient what the patient could see', () => {
    const wish = { confidentiality: ['N', 'INVISIBLE_PATIENT'] };
    expect(change(wish)).toMatchObject({
      kind: 'refused',
      refusal: { code: 'SIM_ALREADY_VISIBLE' },
    });
    expect(change(wish, { confidentiality: ['N', 'INVISIBLE_PATIENT'] }).kind).toBe('unchanged');
  });

  it('archives and takes out of the archive, which is no event', () => {
    expect(change({ isArchived: true })).toMatchObject({
      kind: 'changed',
      visibility: undefined,
      changed: { isArchived: true },
    });
    expect(change({ isArchived: false }, { isArchived: true }).kind).toBe('changed');
    expect(change({ isArchived: false }).kind).toBe('unchanged');
  });

  it('deletes once', () => {
    expect(change({ isDeleted: true })).toMatchObject({
      kind: 'deleted',
      changed: { status: 'deleted' },
    });
    expect(change({ isDeleted: true }, { status: 'deleted' }).kind).toBe('unchanged');
  });

  it.each<[what: string, decision: ChangeDecision, code: string]>([
    ['an unknown document', decideChange(undefined, '1', () => ({})), 'SIM_DOCUMENT_UNKNOWN'],
    ['another site', change({ isDeleted: true }, {}, '1690781810'), 'SIM_OTHER_SITE'],
    [
      'a deleted document',
      change({ confidentiality: ['R'] }, { status: 'deleted' }),
      'SIM_DOCUMENT_DELETED',
    ],
    ['no code', change({ confidentiality: [] }), 'XDSRegistryMetadataError'],
    ['an unknown code', change({ confidentiality: ['X'] }), 'XDSRegistryMetadataError'],
  ])('refuses %s', (_, decision, code) => {
    expect(decision).toMatchObject({ kind: 'refused', refusal: { code } });
  });

  it('changes nothing when it is asked for what is', () => {
    expect(change({}).kind).toBe('unchanged');
    expect(change({ confidentiality: ['N'] }).kind).toBe('unchanged');
  });
});
