import { EDITORS, SOFTWARE, SOLUTIONS, type Editor, type Solution } from '../market/market.js';
import type { Sourced } from '../sourced.js';
import { referencingDateOf } from './referencing-dates.js';
import { SONS_DSRS, type SonsCouloirCode, type SonsDsr, type SonsDsrCode } from './sons-dsrs.js';

/**
 * A referenced solution as the SONS sees it: a version of a software, referenced for one DSR from one
 * instant on. `source` and `assumed` speak of that instant.
 */
export interface SonsSolution extends Sourced {
  /** Dense from 0: those of SOLUTIONS, then 59 DUI, then wave 2. On the wire: never reorder. */
  readonly index: number;
  /** Such as `DUI-01`: rank 1 of its DSR. */
  readonly code: string;
  readonly name: string;
  /** Of the specification it conforms to, as the DSR's files are named: `Va1` for wave 1, `Va2` for wave 2. */
  readonly version: 'Va1' | 'Va2';
  readonly dsr: SonsDsrCode;
  readonly couloir: SonsCouloirCode;
  /** Index in EDITORS. */
  readonly editor: number;
  /** Name of the software. One software can be referenced for several DSR. */
  readonly software: string;
  /**
   * Whether the State pays for it: as in SOLUTIONS; DUI and wave 2 all (assumed). Being referenced and
   * being paid for are two things: 28 of the 43 LGC are referenced without State money.
   */
  readonly isFinanced: boolean;
  /** Referenced from then on, inclusive; milliseconds since 1970 in UTC. */
  readonly referencedAtMs: number;
}

/** What a solution is at an instant. Without funding an editor may sell it, and is paid nothing by the State. */
export type ReferencingStatus = 'not_referenced' | 'with_funding' | 'without_funding';

/** An index outside SONS_SOLUTIONS. */
export class UnknownSonsSolutionError extends Error {
  constructor(readonly solution: number) {
    super(
      `unknown SONS solution: expected an index from 0 to ${SONS_SOLUTIONS.length - 1}; ` +
        `came ${solution}; see SONS_SOLUTIONS in libs/reference`,
    );
    this.name = new.target.name;
  }
}

/** A software of an editor, before it is referenced for a DSR. */
interface Product {
  readonly editor: number;
  readonly software: string;
  readonly isFinanced: boolean;
}

/** The 244 solutions of the SONS: 167 of the closed sanitary couloirs, 59 DUI and 18 of wave 2. */
export const SONS_SOLUTIONS: readonly SonsSolution[] = SONS_DSRS.flatMap((dsr) =>
  productsOf(dsr).map((product, rank) => solutionOf(dsr, product, rank)),
).map((solution, index) => ({ ...solution, index }));

/**
 * Whether a solution is referenced at an instant, and with State money. Throws UnknownSonsSolutionError.
 *
 * @param solutionIndex index in SONS_SOLUTIONS
 * @param atMs milliseconds since 1970 in UTC
 */
export function referencingStatus(solutionIndex: number, atMs: number): ReferencingStatus {
  const solution = SONS_SOLUTIONS[solutionIndex];
  if (solution === undefined) throw new UnknownSonsSolutionError(solutionIndex);
  if (atMs < solution.referencedAtMs) return 'not_referenced';
  return solution.isFinanced ? 'with_funding' : 'without_funding';
}

function solutionOf(dsr: SonsDsr, product: Product, rank: number): Omit<SonsSolution, 'index'> {
  const code = `${dsr.code}-${String(rank + 1).padStart(2, '0')}`;
  return {
    code,
    name: `${product.software} (${dsr.code})`,
    version: dsr.wave === 1 ? 'Va1' : 'Va2',
    dsr: dsr.code,
    couloir: dsr.couloir,
    ...product,
    ...referencingDateOf(code),
  };
}

/** The products of a DSR by rank, as many as it has solutions. */
function productsOf({ code, solutions }: SonsDsr): Product[] {
  switch (code) {
    case 'DUI':
      return socialProducts().slice(0, solutions);
    case 'DPI_V2':
      return wave1Products('DPI').slice(0, solutions);
    case 'PFI_V2':
      return wave1Products('PFI').slice(0, solutions);
    case 'RIS_V2':
      return wave1Products('RIS').slice(0, solutions);
    case 'DRIMBOX':
      // A connector beside the radiology system, by the same editors (assumed).
      return wave1Products('RIS')
        .slice(0, solutions)
        .map(({ editor }) => productOf(editor, 'Passerelle', 1));
    case 'DPI':
    case 'RI':
    case 'PFI':
    case 'LGC':
    case 'LGO':
    case 'RIS':
    case 'SGL':
    case 'LOINC':
      return wave1Products(code);
  }
}

function wave1Products(dsr: Solution['dsr']): Product[] {
  return SOLUTIONS.filter((solution) => solution.dsr === dsr).map((solution) => ({
    editor: solution.editor,
    software: softwareOf(solution),
    isFinanced: solution.isFinanced,
  }));
}

/**
 * What EDITORS count outside the closed sanitary couloirs, the editor with most of it first: ED-003
 * with eight, standing for the medico-social specialist that equipped 3,600 structures (mind Health).
 * The first 59 are DUI; the last eleven, of editors with nothing else, are messaging operators and
 * regulation systems (SAS), which are no DSR of this catalogue. Who has which is assumed.
 */
function socialProducts(): Product[] {
  return [...EDITORS]
    .sort((a, b) => solutionsElsewhere(b) - solutionsElsewhere(a) || a.index - b.index)
    .flatMap((editor) =>
      Array.from({ length: solutionsElsewhere(editor) }, (_, rank) =>
        productOf(editor.index, 'Accompagnement', rank + 1),
      ),
    );
}

function solutionsElsewhere(editor: Editor): number {
  return editor.solutionsOfAllCouloirs - editor.solutions;
}

function productOf(editor: number, word: string, number: number): Product {
  const name = EDITORS[editor]?.name ?? '';
  return { editor, software: `${name} ${word} ${number}`, isFinanced: true };
}

function softwareOf(solution: Solution): string {
  const found = SOFTWARE[solution.software];
  if (found === undefined) throw new Error(`SOFTWARE lacks ${solution.software}`);
  return found.name;
}
