import { pointsOf, type CalibrationPoint } from './calibration-point.js';

const MORE = { precision: 'more than' } as const;
const ABOUT = { precision: 'about' } as const;
const RHYTHM = 'an annual rhythm, though other press reads the same slide as documents available';

/** Documents deposited by professionals, country-wide. */
const NATIONAL = pointsOf([
  ['documents', 'documents-2021', 'Documents of 2021', '2021', 'Y', 6_000_000, 'SEED0'],
  [
    'documents',
    'documents-2023-03',
    'Documents of March 2023',
    '2023-03',
    'M',
    10_000_000,
    'OCCITANIE',
    {
      ...MORE,
      note: '19 times the month of the launch',
    },
  ],
  [
    'documents',
    'rhythm-2023-04',
    'Rhythm of April 2023',
    '2023-04',
    'A',
    105_000_000,
    'DSIH',
    {
      note: RHYTHM,
    },
  ],
  [
    'documents',
    'rhythm-2023-05',
    'Rhythm of May 2023',
    '2023-05',
    'A',
    112_000_000,
    'DSIH',
    {
      note: RHYTHM,
    },
  ],
  [
    'documents',
    'rhythm-2023-06',
    'Rhythm of June 2023',
    '2023-06',
    'A',
    147_000_000,
    'DSIH',
    {
      note: RHYTHM,
    },
  ],
  [
    'documents',
    'rhythm-2023-07',
    'Rhythm of July 2023',
    '2023-07',
    'A',
    150_000_000,
    'DSIH',
    {
      note: RHYTHM,
    },
  ],
  [
    'documents',
    'rhythm-2023-08',
    'Rhythm of August 2023',
    '2023-08',
    'A',
    142_000_000,
    'DSIH',
    {
      note: `${RHYTHM}; 5 % below July, 14 % per working day`,
    },
  ],
  [
    'documents',
    'documents-2023-12',
    'Documents of December 2023',
    '2023-12',
    'M',
    18_800_000,
    'SEED0',
    {
      note: 'the article multiplies it by 12 and prints 226 million a year',
    },
  ],
  [
    'documents',
    'documents-2023-12-press',
    'Documents of December 2023',
    '2023-12',
    'M',
    19_000_000,
    'MONI-MES',
    {
      ...MORE,
      note: 'printed with 231 million "in 2023", which is 12 times the month',
    },
  ],
  [
    'documents',
    'documents-2024-01',
    'Documents of January 2024',
    '2024-01',
    'M',
    20_000_000,
    'PRESS',
  ],
  [
    'documents',
    'documents-2024-10',
    'Documents of October 2024',
    '2024-10',
    'M',
    30_000_000,
    'PRESS',
    {
      ...MORE,
      note: 'November 2024 dips: a strike of the laboratories',
    },
  ],
  ['documents', 'documents-2024', 'Documents of 2024', '2024', 'Y', 300_000_000, 'DENT365', ABOUT],
  [
    'documents',
    'documents-2025-03',
    'Documents of March 2025',
    '2025-03',
    'M',
    35_000_000,
    'PRESS',
    {
      ...ABOUT,
      note: '40 % more than a year earlier; city practices about 10 million',
    },
  ],
  ['documents', 'documents-2025', 'Documents of 2025', '2025', 'Y', 420_000_000, 'KLESIA'],
]);

/** Documents per person and year on several denominators: December 2023 × 12 = 225.6 million. */
const PER_PERSON = pointsOf([
  [
    'documents per person and year',
    'rate-article',
    'On the persons implied by the article',
    '2023-12',
    'A',
    3.5,
    'SEED0',
  ],
  [
    'documents per person and year',
    'rate-profiles-2023-02',
    'On the profiles of February 2023',
    '2023-12',
    'A',
    3.43,
    'DERIVED',
  ],
  [
    'documents per person and year',
    'rate-profiles-2023-09',
    'On the profiles of September 2023',
    '2023-12',
    'A',
    3.4,
    'DERIVED',
  ],
  [
    'documents per person and year',
    'rate-legal-2024',
    'On the legal population, package 4.1.0',
    '2023-12',
    'A',
    3.32,
    'DERIVED',
  ],
  [
    'documents per person and year',
    'rate-legal-2023',
    'On the legal population, package 3.1.1',
    '2023-12',
    'A',
    3.35,
    'DERIVED',
    {
      note: '67,415,394 persons',
    },
  ],
  [
    'documents per person and year',
    'rate-legal-2026',
    'On the legal population, package 6.0.0',
    '2023-12',
    'A',
    3.3,
    'DERIVED',
    {
      note: '68,350,798 persons',
    },
  ],
  [
    'documents per person and year',
    'rate-profiles-2024-01',
    'On the profiles of January 2024',
    '2023-12',
    'A',
    3.3,
    'DERIVED',
  ],
  [
    'documents per person and year',
    'rate-all-zones-2026',
    'On the population with the COM, package 6.0.0',
    '2023-12',
    'A',
    3.27,
    'DERIVED',
    {
      note: '68,952,941 persons',
    },
  ],
  [
    'documents per person and year',
    'rate-calendar-2023',
    'Calendar year 2023 on the legal population',
    '2023',
    'Y',
    2.2,
    'DERIVED',
    {
      ...ABOUT,
      assumed: true,
      note: '145 to 150 million documents, months between the published ones interpolated',
    },
  ],
  [
    'documents per person and year',
    'stock-per-patient-2025-10',
    'Documents per patient',
    '2025-10',
    'S',
    7.62,
    'PRESSACTU',
    {
      note: 'a stock, in spite of the unit: documents held, not deposited in a year',
    },
  ],
]);

/** Documents in the DMP for the whole country, and by inhabitant. */
export const DOCUMENT_POINTS: readonly CalibrationPoint[] = [...NATIONAL, ...PER_PERSON];
