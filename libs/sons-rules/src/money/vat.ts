import { departmentOfCode, type Sourced } from '#libs/reference';

/** The VAT rate of a part of the country. */
export interface VatRate extends Sourced {
  readonly zone: 'metropolitan' | 'overseas_reduced' | 'overseas_exempt';
  /** Thousandths: 85 is 8.5 %. */
  readonly permille: number;
  /** Codes of the departments; null for every department without a rate of its own. */
  readonly departments: readonly string[] | null;
}

const OVERSEAS =
  'assumed: the general rates of the overseas departments; no SONS text that applies them was found';

/** VAT of the SONS by the client's department. The last one holds everywhere else. */
export const VAT_RATES: readonly VatRate[] = [
  {
    zone: 'overseas_reduced',
    permille: 85,
    departments: ['971', '972', '974'],
    source: OVERSEAS,
    assumed: true,
  },
  {
    zone: 'overseas_exempt',
    permille: 0,
    departments: ['973', '976'],
    source: OVERSEAS,
    assumed: true,
  },
  {
    zone: 'metropolitan',
    permille: 200,
    departments: null,
    source:
      'official calculation files show an explicit 20 % (industriels.esante.gouv.fr, node 1265)',
    assumed: false,
  },
];

/** VAT at a client, thousandths, from its department's code such as `2A` or `974`. Throws UnknownDepartmentError. */
export function vatPermilleOf(departmentCode: string): number {
  const { code } = departmentOfCode(departmentCode);
  const rate = VAT_RATES.find(({ departments }) => departments?.includes(code) ?? true);
  if (rate === undefined) throw new Error(`VAT_RATES lacks ${code}`);
  return rate.permille;
}
