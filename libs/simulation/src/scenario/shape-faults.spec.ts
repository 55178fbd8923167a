import { describe, expect, it } from '@jest/globals';
import { faultsOf, flowWith } from './trial-flow.js';

describe('a fault of the shape', () => {
  it.each([
    [
      'an unknown key',
      flowWith('documents:', 'documets:'),
      [
        '4:1 dmp.documents: expected the key documents, came nothing',
        '5:3 dmp.documets: expected one of the keys source, assumed, reason, documents, shares, came "documets"; did you mean "documents"?',
      ],
    ],
    [
      'an unknown key at the top, without a near name',
      flowWith('title:', 'qqqqqqqq: 1\ntitle:'),
      [
        '2:1 qqqqqqqq: expected one of the keys name, title, description, source, assumed, reason, dmp, mssante, eprescription, sons, faults, came "qqqqqqqq"',
      ],
    ],
    [
      'a DSR that does not exist',
      flowWith('LGC: 1', 'LCG: 1'),
      [
        '11:26 dmp.shares[0].weights.LCG: expected one of the keys DPI, PFI, LGC, LGO, RIS, SGL, came "LCG"; did you mean "LGC"?',
      ],
    ],
    [
      'a DSR that deposits nothing itself',
      flowWith('LGC: 1', 'RI: 1'),
      [
        '11:26 dmp.shares[0].weights.RI: expected one of the keys DPI, PFI, LGC, LGO, RIS, SGL, came "RI"; did you mean "RIS"?',
      ],
    ],
    [
      'a share of zero',
      flowWith('LGC: 1', 'LGC: 0'),
      ['11:31 dmp.shares[0].weights.LGC: expected a number above 0, came 0'],
    ],
    [
      'no share at all',
      flowWith('{ SGL: 2, LGC: 1 }', '{}'),
      [
        '11:7 dmp.shares[0].weights: expected a mapping with a weight above 0 for at least one DSR, came an empty mapping',
      ],
    ],
    [
      'a negative total',
      flowWith('total: 100', 'total: -1'),
      [
        '7:34 dmp.documents.months[0].total: expected a whole number from 0 to 1_000_000_000, such as 18_800_000, came -1',
      ],
    ],
    [
      'a total that is not whole',
      flowWith('total: 100', 'total: 100.5'),
      [
        '7:34 dmp.documents.months[0].total: expected a whole number from 0 to 1_000_000_000, such as 18_800_000, came 100.5',
      ],
    ],
    [
      'a total with misplaced underscores',
      flowWith('total: 100', 'total: 1_00'),
      [
        '7:34 dmp.documents.months[0].total: expected a whole number from 0 to 1_000_000_000, such as 18_800_000, came "1_00"',
      ],
    ],
    [
      'a month that is none',
      flowWith('month: 2023-12', 'month: 2023-13'),
      [
        '8:18 dmp.documents.months[1].month: expected a month from 2000-01 to 2042-08, such as 2023-12, came "2023-13"',
      ],
    ],
    [
      'a month after the calendar’s last',
      flowWith('month: 2023-12', 'month: 2042-09'),
      [
        '8:18 dmp.documents.months[1].month: expected a month from 2000-01 to 2042-08, such as 2023-12, came "2042-09"',
      ],
    ],
    [
      'a rate above 1',
      flowWith('value: 0.5', 'value: 1.01'),
      ['18:25 mssante.linkedShare.value: expected a number from 0 to 1, came 1.01'],
    ],
    [
      'a bare number where its source has to stand beside it',
      flowWith('{ value: 0.5 }', '0.5'),
      ['18:16 mssante.linkedShare: expected a mapping, came 0.5'],
    ],
    [
      'a window that does not divide 4,096',
      flowWith('windowRecords: 64', 'windowRecords: 48'),
      [
        '28:32 faults.reordering.windowRecords: expected a power of two from 1 to 4096 (it has to divide 4096), came 48',
      ],
    ],
    [
      'a late deposit of no day',
      flowWith('daysMax: 30', 'daysMax: 0'),
      ['27:38 faults.lateDeposit.daysMax: expected a whole number of days from 1 to 3650, came 0'],
    ],
    [
      'an unknown way between anchors',
      flowWith('    to: 2023-12', '    to: 2023-12\n    between: linaer'),
      [
        '16:14 mssante.messages.between: expected one of linear, geometric, came "linaer"; did you mean "linear"?',
      ],
    ],
    [
      'months and a range together',
      flowWith('    months:\n', '    from: 2023-11\n    months:\n'),
      [
        '5:3 dmp.documents: expected either months alone; or from and to, with anchors or periods, came a mapping with from, months',
      ],
    ],
    [
      'an anchor with two values',
      flowWith('monthly: 400', 'monthly: 400, annualised: 4_800'),
      [
        '17:9 mssante.messages.anchors[0]: expected either monthly (events of the month); or annualised (a yearly rhythm), came a mapping with month, monthly, annualised',
      ],
    ],
    [
      'an assumption without a reason',
      flowWith('source: made for the spec', 'assumed: true'),
      ['1:1 reason: expected the key reason beside assumed, came nothing'],
    ],
    [
      'a source and an assumption together',
      flowWith('title: A', 'assumed: true\nreason: a guess\ntitle: A'),
      ['2:1 assumed: expected either source, or assumed with a reason, came both'],
    ],
    [
      'assumed that is not true',
      flowWith('source: made for the spec', 'assumed: false\nreason: none'),
      ['3:10 assumed: expected true, came false'],
    ],
    [
      'a refusal that does not exist',
      flowWith('XDS_REGISTRY_BUSY', 'XDS_REGISTRY_BUSI'),
      [
        /^30:5 faults\.refusedDeposit\.XDS_REGISTRY_BUSI: expected one of the keys .*EMPTY_DOCUMENT, came "XDS_REGISTRY_BUSI"; did you mean "XDS_REGISTRY_BUSY"\?$/,
      ],
    ],
    [
      'the refusal of an OID, which synthetic identities never meet',
      flowWith('XDS_REGISTRY_BUSY', 'INS_OID_NOT_ALLOWED'),
      [/^30:5 faults\.refusedDeposit\.INS_OID_NOT_ALLOWED: expected one of the keys/],
    ],
    [
      'a name with capitals',
      flowWith('name: trial', 'name: Trial'),
      [
        '1:7 name: expected a name of lower-case letters, digits and dashes (64 at most, a letter first), came "Trial"',
      ],
    ],
    [
      'an empty list',
      flowWith('[{ month: 2023-12, total: 50 }]', '[]'),
      ['23:13 eprescription.issued.months: expected a list of 1 to 240 entries, came a list of 0'],
    ],
    ['an empty file', '', ['1:1: expected a mapping, came nothing']],
    ['a list instead of a mapping', '- a\n- b\n', ['1:1: expected a mapping, came a list of 2']],
  ])('is told with its place: %s', (_, text, expected: readonly (string | RegExp)[]) => {
    expect(faultsOf(text)).toEqual(
      expected.map((line): unknown =>
        typeof line === 'string' ? line : expect.stringMatching(line),
      ),
    );
  });
});
