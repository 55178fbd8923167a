import { describe, expect, it } from '@jest/globals';
import { FLOW, faultsOf, flowWith } from './trial-flow.js';

describe('a fault of the meaning', () => {
  it.each([
    [
      'a hole between months',
      flowWith('month: 2023-12, total: 1_200', 'month: 2024-01, total: 1_200'),
      '8:18 dmp.documents.months[1].month: expected 2023-12, as months are contiguous and ascending, came 2024-01',
    ],
    [
      'months in the wrong order',
      flowWith('month: 2023-12, total: 1_200', 'month: 2023-10, total: 1_200'),
      '8:18 dmp.documents.months[1].month: expected 2023-12, as months are contiguous and ascending, came 2023-10',
    ],
    [
      'the same month twice',
      flowWith('month: 2023-12, total: 1_200', 'month: 2023-11, total: 1_200'),
      '8:18 dmp.documents.months[1].month: expected 2023-12, as months are contiguous and ascending, came 2023-11',
    ],
    [
      'months that do not add up to their period',
      flowWith(
        '  shares:\n',
        '    periods: [{ from: 2023-11, to: 2023-12, total: 1_301 }]\n  shares:\n',
      ),
      '9:52 dmp.documents.periods[0].total: expected 1300, the sum of its months, came 1301',
    ],
    [
      'shares that begin after the first month',
      flowWith('fromMonth: 2023-11', 'fromMonth: 2023-12'),
      '10:18 dmp.shares[0].fromMonth: expected 2023-11 or earlier, the first month, came 2023-12',
    ],
    [
      'shares that do not ascend',
      flowWith(
        'weights: { DPI: 1 } }',
        'weights: { DPI: 1 } }\n    - { fromMonth: 2023-01, weights: { DPI: 2 } }',
      ),
      '21:20 mssante.shares[1].fromMonth: expected a month after 2023-01, as shares are ascending, came 2023-01',
    ],
    [
      'fault rates that add up to a half',
      flowWith('XDS_REGISTRY_BUSY: { rate: 0.2 }', 'XDS_REGISTRY_BUSY: { rate: 0.4 }'),
      '26:1 faults: expected rates that add up to less than 0.5, came 0.5',
    ],
    [
      'more linked messages than documents can carry',
      flowWith('value: 0.5', 'value: 0.51'),
      '18:25 mssante.linkedShare.value: expected at most 0.5, as the 400 of 2023-11 find 100 documents to go with (2 to a document), came 0.51',
    ],
    [
      'linked prescriptions in a month without documents',
      flowWith(
        '  issued:\n    months: [{ month: 2023-12, total: 50 }]',
        '  linkedShare: { value: 0.5 }\n  issued:\n    months: [{ month: 2023-10, total: 50 }]',
      ),
      '22:25 eprescription.linkedShare.value: expected at most 0, as the 50 of 2023-10 find 0 documents to go with (1 to a document), came 0.5',
    ],
    [
      'more dispensing acts than prescriptions',
      flowWith(
        'dispensed:\n    months: [{ month: 2023-12, total: 50 }]',
        'dispensed:\n    months: [{ month: 2023-12, total: 51 }]',
      ),
      '24:3 eprescription.dispensed: expected at most 50 dispensing acts in 2023-12, its prescriptions, came 51',
    ],
    [
      'a dispensing act in a month without prescriptions',
      flowWith(
        'dispensed:\n    months: [{ month: 2023-12, total: 50 }]',
        'dispensed:\n    months: [{ month: 2024-01, total: 1 }]',
      ),
      '24:3 eprescription.dispensed: expected at most 0 dispensing acts in 2024-01, its prescriptions, came 1',
    ],
    [
      'a name that a built-in scenario has',
      flowWith('name: trial', 'name: smoke'),
      '1:7 name: expected a name that no built-in scenario has, as it identifies the events, came smoke',
    ],
    [
      'a range that ends before it begins',
      flowWith('to: 2023-12', 'to: 2023-10'),
      '15:9 mssante.messages.to: expected a month not before 2023-11, for at most 240 months, came 2023-10',
    ],
    [
      'a range without end',
      flowWith('from: 2023-11', 'from: 2000-01'),
      '15:9 mssante.messages.to: expected a month not before 2000-01, for at most 240 months, came 2023-12',
    ],
    [
      'an anchor outside its range',
      flowWith('{ month: 2023-11, monthly: 400 }', '{ month: 2024-01, monthly: 100 }'),
      '17:18 mssante.messages.anchors[0].month: expected a month from 2023-11 to 2023-12, came 2024-01',
    ],
    [
      'anchors that do not ascend',
      flowWith(
        '{ month: 2023-11, monthly: 400 }',
        '{ month: 2023-11, monthly: 100 }\n      - { month: 2023-11, monthly: 100 }',
      ),
      '18:18 mssante.messages.anchors[1].month: expected a month after 2023-11, as anchors are ascending, came 2023-11',
    ],
    [
      'a constant rate of growth from nothing',
      flowWith('monthly: 400 }', 'monthly: 0 }\n    between: geometric'),
      '17:36 mssante.messages.anchors[0].monthly: expected more than 0, as between is geometric, came 0',
    ],
    [
      'a period smaller than the anchors inside',
      flowWith(
        'monthly: 400 }',
        'monthly: 400 }\n    periods: [{ from: 2023-11, to: 2023-12, total: 399 }]',
      ),
      '18:52 mssante.messages.periods[0].total: expected at least 400, the sum of the anchors inside, came 399',
    ],
    [
      'a period that is all anchors and differs from their sum',
      flowWith(
        'monthly: 400 }',
        'monthly: 400 }\n    periods: [{ from: 2023-11, to: 2023-11, total: 401 }]',
      ),
      '18:52 mssante.messages.periods[0].total: expected exactly 400, the sum of the anchors inside, came 401',
    ],
    [
      'periods that overlap',
      flowWith(
        '    anchors:\n      - { month: 2023-11, monthly: 400 }',
        '    periods:\n      - { from: 2023-11, to: 2023-12, total: 40 }\n      - { from: 2023-12, to: 2023-12, total: 20 }',
      ),
      '18:17 mssante.messages.periods[1].from: expected a month after the period before, from 2023-11 to 2023-12, came 2023-12',
    ],
    [
      'a month that nothing gives',
      flowWith(
        '    anchors:\n      - { month: 2023-11, monthly: 400 }',
        '    periods: [{ from: 2023-11, to: 2023-11, total: 40 }]',
      ),
      '13:3 mssante.messages: expected anchors, or periods that cover every month, came nothing for 2023-12',
    ],
    [
      'a flow without any event',
      'name: trial\ntitle: Empty\n',
      '1:1: expected at least one event in dmp, mssante or eprescription, or the section sons, came none',
    ],
  ])('is told with its place: %s', (_, text, expected) => {
    expect(faultsOf(text)).toEqual([expected]);
  });

  it('is told for each figure whose source is not said', () => {
    const faults = faultsOf(flowWith('source: made for the spec\n', ''));
    expect(faults).toContain(
      '6:9 dmp.documents.months[0]: expected a source, or assumed: true with a reason, here or on a mapping around it, came nothing',
    );
    // Two months, two groups of shares, one anchor, one share, two prescription months, three faults.
    expect(faults).toHaveLength(11);
  });

  it('leaves limits that are just met alone', () => {
    expect(faultsOf(FLOW)).toEqual([]);
    expect(faultsOf(flowWith('{ rate: 0.2 }', '{ rate: 0.399 }'))).toEqual([]);
  });
});
