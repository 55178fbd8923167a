import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { stringify } from 'yaml';
import { ScenarioInvalidError } from './errors.js';
import { TEXT_LENGTH_MAX, parseScenarioText } from './parse-scenario.js';
import { FLOW, faultsOf, flowWith, scenarioOf } from './trial-flow.js';

describe('a scenario file without fault', () => {
  it('becomes months, shares and rates', () => {
    const scenario = scenarioOf(FLOW);
    expect(scenario.dmp.documents.map(({ month, events }) => [month, events])).toEqual([
      [286, 100],
      [287, 1200],
    ]);
    expect(scenario.dmp.shares).toEqual([
      {
        fromMonth: 286,
        weights: { SGL: 2, LGC: 1 },
        source: 'made for the spec',
        assumed: false,
      },
    ]);
    expect(scenario.scale).toBe(1);
    expect(scenario.faults.refusedDeposit).toEqual({ XDS_REGISTRY_BUSY: 0.2 });
  });

  it('has no event in what is left out, and every fault off', () => {
    const scenario = scenarioOf(FLOW.slice(0, FLOW.indexOf('mssante:')));
    expect(scenario.mssante).toEqual({
      messages: [],
      linkedShare: 0,
      citizenShare: 0,
      receiptRate: 0,
      shares: [],
    });
    expect(scenario.eprescription.issued).toEqual([]);
    expect(scenario.faults.duplicatedDelivery.rate).toBe(0);
    expect(scenario.faults.reordering.windowRecords).toBe(1);
    expect(scenario.faults.refusedDeposit).toEqual({});
  });

  it('travels as JSON without a change', () => {
    const scenario = scenarioOf(FLOW);
    expect(JSON.parse(JSON.stringify(scenario))).toEqual(scenario);
  });

  it('takes a figure’s source from the nearest mapping around it', () => {
    const scenario = scenarioOf(
      flowWith('    months:\n', '    assumed: true\n    reason: a guess\n    months:\n'),
    );
    expect(scenario.dmp.documents[0]).toMatchObject({ source: 'a guess', assumed: true });
    expect(scenario.dmp.shares[0]).toMatchObject({ source: 'made for the spec', assumed: false });
    expect(scenario.figures?.['mssante.linkedShare']).toEqual({
      source: 'made for the spec',
      assumed: false,
    });
  });
});

describe('a fault of the YAML', () => {
  it.each([
    [
      'a key given twice, beside a fault of the shape',
      flowWith('title: A flow for specs', 'name: other\ntitle: 7'),
      [
        '2:1: expected each key once, came Map keys must be unique',
        '3:8 title: expected text of 1 to 4000 characters, came 7',
      ],
    ],
    [
      'two documents',
      `${FLOW}---\nname: other\n`,
      [/^31:1: expected one YAML document, came Source contains multiple documents/],
    ],
    ['a tab', 'name: trial\ndmp:\n\tdocuments: 1\n', [/^3:1: expected/]],
    ['a bracket left open', 'name: [trial\n', [/^2:1: expected well-formed YAML, came/]],
    ['a tag of its own', flowWith('title: A', 'title: !secret A'), [/^2:8: expected plain YAML/]],
    [
      'an alias of nothing',
      flowWith('title: A flow for specs', 'title: *nothing'),
      [/^2:8: expected an alias of an anchor above it, came/],
    ],
  ])('is told with its place: %s', (_, text, expected) => {
    const faults = faultsOf(text);
    for (const line of expected) {
      expect(faults).toContainEqual(typeof line === 'string' ? line : expect.stringMatching(line));
    }
  });

  it('is told for anchors that multiply one another', () => {
    const doubling = Array.from(
      { length: 12 },
      (_, level) => `a${level + 1}: &a${level + 1} [${`*a${level},`.repeat(9)}]`,
    );
    expect(faultsOf(`a0: &a0 [1]\n${doubling.join('\n')}\n`)).toEqual([
      expect.stringContaining('expected at most 100 uses of YAML anchors'),
    ]);
  });

  it('is told for a file too long to be a scenario', () => {
    expect(faultsOf('#'.repeat(TEXT_LENGTH_MAX + 1))).toEqual([
      `1:1: expected a file of at most ${TEXT_LENGTH_MAX} characters, came ${TEXT_LENGTH_MAX + 1}`,
    ]);
    expect(faultsOf(FLOW + '#'.repeat(TEXT_LENGTH_MAX - FLOW.length))).toEqual([]);
  });
});

describe('several faults', () => {
  it('are reported all at once, from the top of the file to its end', () => {
    const text = FLOW.replace('title: A flow for specs', 'titel: A flow for specs')
      .replace('month: 2023-12, total: 1_200', 'month: 2024-02, total: 1_200')
      .replace('LGC: 1', 'LGC: -1')
      .replace('to: 2023-12', 'to: 2023-10')
      .replace('value: 0.5', 'value: 5')
      .replace('windowRecords: 64', 'windowRecords: 3');
    expect(faultsOf(text).map((line) => line.split(' expected')[0])).toEqual([
      '1:1 title:',
      '2:1 titel:',
      '8:18 dmp.documents.months[1].month:',
      '11:31 dmp.shares[0].weights.LGC:',
      '15:9 mssante.messages.to:',
      '18:25 mssante.linkedShare.value:',
      '28:32 faults.reordering.windowRecords:',
    ]);
  });

  it('are all in the message of the error, after the file and their number', () => {
    const parsed = parseScenarioText('name: 1\n', { file: 'flows/trial.yaml', reservedNames: [] });
    if (!('faults' in parsed)) throw new Error('expected faults');
    const error = new ScenarioInvalidError(parsed.file, parsed.faults);
    expect(error.exitCode).toBe(2);
    expect(error.message.split('\n')).toEqual([
      'scenario file flows/trial.yaml: 2 faults',
      '  flows/trial.yaml:1:1 title: expected the key title, came nothing',
      expect.stringMatching(/^ {2}flows\/trial\.yaml:1:7 name: expected a name .*, came 1$/),
      expect.stringContaining('docs/scenarios.md'),
    ]);
  });
});

describe('any text at all', () => {
  const keys = ['dmp', 'documents', 'months', 'month', 'total', 'shares', 'source', 'faults'];
  const { tree } = fc.letrec((tie) => ({
    leaf: fc.oneof(fc.string(), fc.double(), fc.integer(), fc.boolean(), fc.constant(null)),
    tree: fc.oneof(
      { maxDepth: 4 },
      tie('leaf'),
      fc.array(tie('tree'), { maxLength: 3 }),
      fc.dictionary(fc.oneof(fc.constantFrom(...keys), fc.string()), tie('tree'), { maxKeys: 4 }),
    ),
  }));

  it('gives faults with a place inside it, and never an exception', () => {
    const texts = fc.oneof(
      fc.string(),
      tree.map((data) => stringify(data)),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const parsed = parseScenarioText(text, { file: 'any.yaml', reservedNames: [] });
        if (!('faults' in parsed)) throw new Error('no random text is a scenario');
        expect(parsed.faults.length).toBeGreaterThan(0);
        const lines = text.split('\n').length;
        for (const { line, column } of parsed.faults) {
          expect(line).toBeGreaterThanOrEqual(1);
          expect(line).toBeLessThanOrEqual(lines);
          expect(column).toBeGreaterThanOrEqual(1);
        }
      }),
    );
  });

  it('keeps its place when a line of a right file is spoilt', () => {
    const lines = FLOW.split('\n');
    fc.assert(
      fc.property(fc.nat(lines.length - 2), fc.string(), (index, spoilt) => {
        const text = lines.with(index, spoilt).join('\n');
        const parsed = parseScenarioText(text, { file: 'any.yaml', reservedNames: [] });
        if (!('faults' in parsed)) return;
        for (const { line } of parsed.faults) {
          expect(line).toBeLessThanOrEqual(text.split('\n').length);
        }
      }),
    );
  });
});
