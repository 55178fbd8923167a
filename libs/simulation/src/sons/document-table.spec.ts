import { describe, expect, it } from '@jest/globals';
import { SonsAssignment } from './assignment.js';
import { DocumentTable } from './document-table.js';
import { ALL_SHARDS, waveOne } from './test-requests.js';

const { sons } = waveOne(1);
if (sons === undefined) throw new Error('sons-wave-1 has no section sons');
const assignment = new SonsAssignment(sons, 0.02, 11);
const tables = ALL_SHARDS.map((shard) => new DocumentTable(assignment.ofShard(shard)));

/** Instants of the documents of each unit of a table, by its place. */
function documentsByUnit(table: DocumentTable): Map<number, number[]> {
  const byUnit = new Map<number, number[]>();
  for (let index = 0; index < table.length; index++) {
    const source = table.sources[table.sourceOf(index)];
    if (source === undefined || source.isRefused) continue;
    const instants = byUnit.get(source.unit) ?? [];
    instants.push(table.atMs(index));
    byUnit.set(source.unit, instants);
  }
  return byUnit;
}

describe('the table of a shard’s deposits', () => {
  it('is sorted by registration', () => {
    for (const table of tables) {
      let inversions = 0;
      for (let index = 1; index < table.length; index++) {
        if (table.atMs(index) < table.atMs(index - 1)) inversions += 1;
      }
      expect(inversions).toBe(0);
    }
  });

  it('counts in the window of each unit exactly what was planned for it', () => {
    for (const table of tables) {
      const counts = table.countInWindows();
      table.units.forEach(({ request, place, fromMs, toMs }, unit) => {
        if (fromMs === undefined || toMs === undefined) return;
        expect(counts[unit]).toBe(request.documents[place]?.inside ?? 0);
      });
    }
  });

  it('puts documents of a unit at 9, 10 or 11 on both ends of its window, and a second outside', () => {
    let units = 0;
    for (const table of tables) {
      const byUnit = documentsByUnit(table);
      table.units.forEach(({ request, place, fromMs, toMs }, unit) => {
        const isPlain = request.migration === 'none' && request.documents[place]?.isAtBounds;
        if (isPlain !== true || fromMs === undefined || toMs === undefined) return;
        units += 1;
        expect(byUnit.get(unit)).toEqual(
          expect.arrayContaining([fromMs - 1_000, fromMs, toMs, toMs + 1_000]),
        );
      });
    }
    expect(units).toBeGreaterThan(30);
  });
});
