import { VolumeCells } from '#libs/indicators';
import { compareSonsCells } from '#libs/sons-rules';
import { describe, expect, it } from '@jest/globals';
import { verifyCells } from '../verify/verification.js';
import { proofOf } from './proof.js';

function cellsOf(...cells: readonly (readonly [cube: 'department' | 'type', code: number])[]) {
  const all = new VolumeCells();
  for (const [cube, code] of cells) all.addCount(cube, 287, 0, 1, code, 5);
  return all;
}

describe('proofOf', () => {
  it('tells by cube what was compared, extra cells included, and adds up to the verification', () => {
    const truth = cellsOf(['department', 1], ['department', 2], ['type', 3]);
    const actual = cellsOf(['department', 1], ['type', 3], ['type', 4]);
    const verification = verifyCells(truth, actual);
    const parts = proofOf({ truth, verification });
    expect(parts).toEqual([
      { dimension: 'volumes by department', cells: 2, wrong: 1 },
      { dimension: 'volumes by document type', cells: 2, wrong: 1 },
      { dimension: 'sampled persons', cells: 0, wrong: 0 },
    ]);
    expect(parts.reduce((sum, { cells }) => sum + cells, 0)).toBe(verification.cells);
    expect(parts.reduce((sum, { wrong }) => sum + wrong, 0)).toBe(verification.differences.length);
  });

  it('tells the sampled persons apart, a missing one and an extra one too', () => {
    const [truth, actual] = [new VolumeCells(), new VolumeCells()];
    truth.people.add(1, 1024, 287, 3, 2);
    truth.people.add(1, 2048, 287, 3, 2);
    actual.people.add(1, 1024, 287, 3, 2);
    actual.people.add(1, 4096, 287, 3, 1);
    const verification = verifyCells(truth, actual);
    const parts = proofOf({ truth, verification });
    expect(parts.at(-1)).toEqual({ dimension: 'sampled persons', cells: 3, wrong: 2 });
    expect(parts.reduce((sum, { cells }) => sum + cells, 0)).toBe(verification.cells);
  });

  it('tells the cells of the SONS by what they are about', () => {
    const none = new VolumeCells();
    const cells = new Map([
      ['line 1', 'a'],
      ['line 2', 'b'],
      ['usage x/1/y', 'c'],
    ]);
    const actual = new Map([
      ['line 1', 'a'],
      ['line 2', 'other'],
      ['usage x/1/y', 'c'],
      ['usage x/1/z', 'd'],
    ]);
    const verification = compareSonsCells(cells, actual);
    const parts = proofOf(
      { truth: none, verification: verifyCells(none, none) },
      { truth: { cells, hasSons: true, isWhole: true }, verification },
    );
    expect(parts.slice(3)).toEqual([
      { dimension: 'SONS line', cells: 2, wrong: 1 },
      { dimension: 'SONS usage', cells: 2, wrong: 1 },
    ]);
    expect(parts.slice(3).reduce((sum, part) => sum + part.cells, 0)).toBe(verification.cells);
  });
});
