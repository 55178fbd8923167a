import {
  CALIBRATION_POINTS,
  DENOMINATORS,
  EDITORS,
  INCONSISTENCIES,
  SOLUTIONS,
  SONS_SOLUTIONS,
} from '#libs/reference';
import { ADVANCE_SHARES, CAPS } from '#libs/sons-rules';

/** A number of a claim beside the same number recomputed from what this system holds. */
export interface Recomputed {
  /** Id in INCONSISTENCIES. */
  readonly inconsistency: string;
  /** Short, such as `share of 167`. */
  readonly quantity: string;
  readonly unit: string;
  /** As published; null when the claim has no such number. */
  readonly claimed: number | null;
  readonly computed: number;
  /** How it was computed, in symbols. */
  readonly formula: string;
}

const MONTHS_A_YEAR = 12;
const MILLION = 1_000_000;

/** Every claim's numbers, in the order of INCONSISTENCIES; a claim without numbers has none. */
export function recomputedNumbers(): Recomputed[] {
  return INCONSISTENCIES.flatMap(({ id }) =>
    (COMPUTATIONS[id]?.() ?? []).map((number) => ({ inconsistency: id, ...number })),
  );
}

type Computation = () => readonly Omit<Recomputed, 'inconsistency'>[];

const COMPUTATIONS: Readonly<Record<string, Computation>> = {
  'hospital-share-51': () => {
    const hospital = hospitalSolutions();
    return [
      number(
        'hospital share',
        '%',
        51,
        (100 * hospital) / SOLUTIONS.length,
        `${hospital} / ${SOLUTIONS.length}`,
      ),
      number(
        'solutions that 51 % needs',
        'solutions',
        SOLUTIONS.length,
        hospital / 0.51,
        `${hospital} / 0.51`,
      ),
    ];
  },
  'hospital-share-38': () => {
    const hospital = hospitalSolutions();
    const social = SONS_SOLUTIONS.filter(({ couloir }) => couloir === 'social').length;
    const all = EDITORS.reduce(
      (sum, { solutionsOfAllCouloirs }) => sum + solutionsOfAllCouloirs,
      0,
    );
    const others = all - SOLUTIONS.length - social;
    return [
      number(
        'solutions that 38 % implies',
        'solutions',
        null,
        hospital / 0.38,
        `${hospital} / 0.38`,
      ),
      number(
        'solutions of all couloirs',
        'solutions',
        null,
        all,
        `${SOLUTIONS.length} + ${social} + ${others}`,
      ),
      number(
        'hospital share of all couloirs',
        '%',
        38,
        (100 * hospital) / all,
        `${hospital} / ${all}`,
      ),
    ];
  },
  'annualised-226': () => {
    const december = published('documents-2023-12');
    const annualised = (december * MONTHS_A_YEAR) / MILLION;
    const legal = personsOf('legal-population');
    const implied = personsOf('article-implied');
    const year = annualised * MILLION;
    return [
      number(
        'December 2023 times twelve',
        'million documents',
        226,
        annualised,
        `12 × ${december / MILLION}`,
      ),
      number(
        'persons that 3.5 implies',
        'million persons',
        null,
        annualised / 3.5,
        `${annualised} / 3.5`,
      ),
      number(
        'rate on the legal population',
        'documents/inhabitant',
        3.5,
        year / legal,
        `${annualised} million / ${legal}`,
      ),
      number(
        'rate on the implied persons',
        'documents/inhabitant',
        3.5,
        year / implied,
        `${annualised} million / ${implied}`,
      ),
    ];
  },
  'calendar-231': () => [
    number(
      '231 million over twelve',
      'million documents',
      published('documents-2023-12') / MILLION,
      231 / MONTHS_A_YEAR,
      '231 / 12',
    ),
    number('persons that 3.5 implies', 'million persons', null, 231 / 3.5, '231 / 3.5'),
    number(
      'rate on the profiles of January 2024',
      'documents/inhabitant',
      3.5,
      (231 * MILLION) / personsOf('profiles-2024-01'),
      `231 million / ${personsOf('profiles-2024-01')}`,
    ),
  ],
  'start-6-or-10': () => {
    const march = published('documents-2023-03') / MILLION;
    const start = (march / 19) * MONTHS_A_YEAR;
    return [
      number(
        'year at the launch',
        'million documents',
        published('documents-2021') / MILLION,
        start,
        `12 × ${march} / 19`,
      ),
    ];
  },
  'rhythm-or-stock': () => {
    const [july, august] = [published('rhythm-2023-07'), published('rhythm-2023-08')];
    const change = (100 * (august - july)) / july;
    return [
      number(
        'July to August 2023',
        '%',
        null,
        change,
        `${august / MILLION} / ${july / MILLION} − 1`,
      ),
    ];
  },
  'financed-lgc': () => {
    const practice = SOLUTIONS.filter(({ dsr }) => dsr === 'LGC');
    const financed = practice.filter(({ isFinanced }) => isFinanced).length;
    return [
      number('LGC', 'solutions', 43, practice.length, 'count of SOLUTIONS'),
      number('LGC with State money', 'solutions', 15, financed, 'count of isFinanced'),
    ];
  },
  'references-2023': () => [
    number('references of 2023, at least', 'references', null, 74 + 13, '74 + 13'),
    number('social ones', 'references', null, 59 - 14, '59 − 14'),
    number('others, at least', 'references', null, 74 + 13 - (59 - 14), '87 − 45'),
  ],
  'lgc-284-or-200': () => {
    const cap = practiceCapEuros();
    const balance = 1 - ADVANCE_SHARES.LGC.permille / 1000;
    return [
      number('balance of the cap', 'EUR', 200, cap * balance, `${cap} × ${balance * 100} %`),
      number('120 doctors at the cap', 'EUR', null, 120 * cap, `120 × ${cap}`),
      number('120 doctors at 200 €', 'EUR', null, 120 * 200, '120 × 200'),
    ];
  },
  'maintenance-years': () => [number('years', 'years', 6, 5 + 1, '5 + 1')],
  'pharmacy-703': () => [
    number('a hundred pharmacies', 'EUR', 70_000, 703 * 100, '703 × 100'),
    number(
      '40 % of the market',
      'million EUR',
      6,
      (703 * 21_000 * 0.4) / MILLION,
      '703 × 21,000 × 40 %',
    ),
  ],
  'lgc-envelope': () => {
    const cap = practiceCapEuros();
    return [
      number(
        'doctors',
        'doctors',
        112_000,
        Math.round((25 * MILLION) / cap),
        `25 million / ${cap}`,
      ),
    ];
  },
};

function number(
  quantity: string,
  unit: string,
  claimed: number | null,
  computed: number,
  formula: string,
): Omit<Recomputed, 'inconsistency'> {
  return { quantity, unit, claimed, computed, formula };
}

function hospitalSolutions(): number {
  return SOLUTIONS.filter(({ couloir }) => couloir === 'hospital').length;
}

/** The cap of a doctor, the one band of the LGC. */
function practiceCapEuros(): number {
  const cents = CAPS.LGC.bands[0]?.capCents;
  if (cents === undefined) throw new Error('CAPS lacks LGC');
  return cents / 100;
}

function published(id: string): number {
  const point = CALIBRATION_POINTS.find((candidate) => candidate.id === id);
  if (point === undefined) throw new Error(`CALIBRATION_POINTS lacks ${id}`);
  return point.value;
}

function personsOf(id: string): number {
  const denominator = DENOMINATORS.find((candidate) => candidate.id === id);
  if (denominator === undefined) throw new Error(`DENOMINATORS lacks ${id}`);
  return denominator.persons;
}
