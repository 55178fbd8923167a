import { DEPARTMENTS, DOCUMENT_TYPES, SOLUTIONS, dsrOfCode } from '#libs/reference';
import { Dice } from './test-tables.js';
import type { DepartmentRow, TypeRow, VolumeRows } from './volume-lattice.js';

/** Parts of a thousand, near enough to those of the field. */
const COULOIR_PERMILLE = { hospital: 300, city: 150, pharmacy: 50, radiology: 100, biology: 400 };
const PERMILLE = 1000;
const PERSONS = DEPARTMENTS.reduce((sum, { population }) => sum + population, 0);

/** A month of about so many documents over the market and the departments; the same for the same seed. */
export function randomVolumes(documents: number, seed: number): VolumeRows {
  const dice = new Dice(seed);
  const byDepartment: DepartmentRow[] = [];
  const byType = new Map<string, TypeRow>();
  for (const solution of SOLUTIONS) {
    if (!dsrOfCode(solution.dsr).isDepositing) continue;
    const share = (COULOIR_PERMILLE[solution.couloir] / PERMILLE) * solution.marketShare;
    for (const department of DEPARTMENTS) {
      const mean = (documents * share * department.population) / PERSONS;
      const events = amountAround(dice, mean);
      if (events === 0) continue;
      byDepartment.push({ solution: solution.index, department: department.index, events });
      const type = Math.min(dice.below(DOCUMENT_TYPES.length), dice.below(DOCUMENT_TYPES.length));
      const key = `${solution.index}/${type}`;
      const known = byType.get(key)?.events ?? 0;
      byType.set(key, { solution: solution.index, type, events: known + events });
    }
  }
  return { byDepartment, byType: [...byType.values()] };
}

/** Two fifths of the cells are empty: an editor does not sell everywhere. */
function amountAround(dice: Dice, mean: number): number {
  if (dice.below(5) < 2) return 0;
  const most = (10 * mean) / 3;
  const whole = Math.floor(most);
  return dice.below(whole + 1) + (dice.below(PERMILLE) < (most - whole) * PERMILLE * 0.5 ? 1 : 0);
}
