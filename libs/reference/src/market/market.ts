import type { Sourced } from '../sourced.js';
import { DSRS, dsrOfCode, type CouloirCode, type Dsr, type DsrCode } from './couloirs.js';
import { editorName } from './editor-names.js';
import { marketSharesOf, SHARE_SOURCES } from './market-shares.js';
import { PORTFOLIOS } from './portfolios.js';

/** A fictitious company. Its name is invented; only the counts come from the field. */
export interface Editor {
  /** Dense from 0. Stored: never reorder. */
  readonly index: number;
  /** Such as `ED-001`. */
  readonly code: string;
  readonly name: string;
  /** Solutions in the closed sanitary couloirs: those of SOLUTIONS. */
  readonly solutions: number;
  /** Solutions over all couloirs, the social and medico-social ones included. */
  readonly solutionsOfAllCouloirs: number;
}

/** A fictitious product of an editor; referenced for one DSR or more. */
export interface Software {
  /** Dense from 0. Stored: never reorder. */
  readonly index: number;
  /** Such as `SW-001`. */
  readonly code: string;
  readonly name: string;
  /** Index in EDITORS. */
  readonly editor: number;
}

/** A referenced solution: a software as referenced for one DSR. */
export interface Solution extends Sourced {
  /** Dense from 0 to 166, by DSR and then by falling market share. On the wire: never reorder. */
  readonly index: number;
  /** Such as `LGC-01`: rank 1 of its DSR. */
  readonly code: string;
  readonly name: string;
  readonly dsr: DsrCode;
  readonly couloir: CouloirCode;
  /** Index in EDITORS. */
  readonly editor: number;
  /** Index in SOFTWARE. */
  readonly software: number;
  /**
   * Whether the State pays for it (SONS). 15 of the 43 LGC, the leading ones: the other LGC took the
   * route without State money. Solutions of the other DSR are all taken as financed (assumed).
   */
  readonly isFinanced: boolean;
  /** Part of the DSR's sites that use it, 0 to 1. */
  readonly marketShare: number;
}

/** Financed LGC in June 2022: Le Généraliste, 21 June 2022. */
export const FINANCED_LGC = 15;

/** 136 fictitious editors over all couloirs; 103 of them own the solutions of SOLUTIONS. */
export const EDITORS: readonly Editor[] = PORTFOLIOS.map((portfolio, index) => {
  const solutions = portfolio.software.reduce((sum, scope) => sum + scope.length, 0);
  return {
    index,
    code: `ED-${String(index + 1).padStart(3, '0')}`,
    name: editorName(index),
    solutions,
    solutionsOfAllCouloirs: solutions + portfolio.solutionsElsewhere,
  };
});

const scopes = PORTFOLIOS.flatMap((portfolio, editor) =>
  portfolio.software.map((scope, rank) => ({ editor, rank, scope })),
);

/** 138 fictitious software of the closed sanitary couloirs. */
export const SOFTWARE: readonly Software[] = scopes.map(({ editor, rank, scope }, index) => ({
  index,
  code: `SW-${String(index + 1).padStart(3, '0')}`,
  name: `${editorName(editor)} ${productWord(scope[0])} ${rank + 1}`,
  editor,
}));

/** The 167 solutions of the closed sanitary couloirs, by DSR and then by falling market share. */
export const SOLUTIONS: readonly Solution[] = DSRS.flatMap(solutionsOfDsr).map(
  (solution, index) => ({ ...solution, index }),
);

function solutionsOfDsr(dsr: Dsr): Omit<Solution, 'index'>[] {
  const shares = marketSharesOf(dsr.code, dsr.solutions);
  // Editors come largest first, so that a large portfolio also leads its DSR.
  const software = SOFTWARE.filter(({ index }) => scopes[index]?.scope.includes(dsr.code));
  return software.map((product, rank) => ({
    code: `${dsr.code}-${String(rank + 1).padStart(2, '0')}`,
    name: `${product.name} (${dsr.code})`,
    dsr: dsr.code,
    couloir: dsr.couloir,
    editor: product.editor,
    software: product.index,
    isFinanced: dsr.code !== 'LGC' || rank < FINANCED_LGC,
    marketShare: shares[rank] ?? 0,
    ...SHARE_SOURCES[dsr.code],
  }));
}

function productWord(dsr: DsrCode | undefined): string {
  const words: Record<CouloirCode, string> = {
    hospital: 'Séjour',
    city: 'Consultation',
    pharmacy: 'Comptoir',
    radiology: 'Cliché',
    biology: 'Paillasse',
  };
  return words[dsrOfCode(dsr ?? 'DPI').couloir];
}
