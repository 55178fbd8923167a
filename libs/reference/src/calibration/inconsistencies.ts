/** Published figures that do not agree, and what this system does about it. */
export interface Inconsistency {
  readonly id: string;
  /** What is published. */
  readonly claim: string;
  /** The arithmetic that does not come out. */
  readonly check: string;
  /** What the product shows instead. A source is never silently corrected. */
  readonly handling: string;
}

/** Known contradictions of the published figures. Sources: the publications of the calibration. */
export const INCONSISTENCIES: readonly Inconsistency[] = [
  {
    id: 'hospital-share-51',
    claim: 'the hospital couloir’s 90 solutions are 51 % of 167 (mind Health)',
    check: '90 / 167 = 53.9 %; 51 % would need about 176 solutions',
    handling: 'the share is computed, and the article’s 51 % stands in a footnote',
  },
  {
    id: 'hospital-share-38',
    claim: 'the hospital couloir is 38 % of the solutions (mind Health)',
    check: '90 / 0.38 = 237 = 167 + 59 social and medico-social + about 11 others',
    handling: 'two denominators: the closed sanitary couloirs, and all couloirs',
  },
  {
    id: 'annualised-226',
    claim: '18.8 million in December 2023, 226 million a year, 3.5 per person (mind Health)',
    check:
      '12 × 18.8 = 225.6 million is a December twelve times; / 3.5 = 64.46 million persons, or 64.57 from the rounded 226',
    handling:
      'each rate names its window and denominator: 3.32 on the legal population, 3.50 on the implied one',
  },
  {
    id: 'calendar-231',
    claim: '231 million documents "in the course of 2023" (Le Moniteur des pharmacies)',
    check:
      '231 / 12 = 19.25 million, a December again; / 3.5 per insured person = 66 million; the months published give 145 to 150 million',
    handling: 'calendar years and annualised months are different windows and never share a column',
  },
  {
    id: 'start-6-or-10',
    claim: '6 million documents in 2021, elsewhere "from 10 to 250 or 500 million"',
    check: 'March 2023 at 10 million a month is 19 times the launch: about 6.3 million a year',
    handling: '6 million is the measured start; 10 million the one that was communicated',
  },
  {
    id: 'rhythm-or-stock',
    claim: '105 to 142 million, a yearly rhythm (DSIH) or documents available (Biologiste 365)',
    check: 'both read the same slide; 142 after 150 can fall as a rhythm, not as a stock',
    handling: 'taken as a rhythm (kind A)',
  },
  {
    id: 'financed-lgc',
    claim: '43 practice systems (LGC) in the mechanism, 15 with State money in June 2022',
    check: 'a route without State money existed; other sites count 14 financed and 46 referenced',
    handling: 'each solution says whether the State pays for it: 15 of 43',
  },
  {
    id: 'references-2023',
    claim:
      'few sanitary references after summer 2022, but 74 editors with a reference in 2023, 13 of them with several (mind Health)',
    check: 'at least 74 + 13 = 87 references; 59 − 14 = 45 are social, so 42 or more are not',
    handling:
      'the 28 LGC without State money and 14 late hospital solutions are dated 2023 (assumed)',
  },
  {
    id: 'deposited-or-paid',
    claim:
      '98.7 % of the ordered updates had a balance deposited; 20 % of the clients miss the usage objective',
    check: 'no contradiction: deposited, validated and paid are different states',
    handling: 'distinct states, never one counter',
  },
  {
    id: 'lgc-284-or-200',
    claim: '284 € for each doctor, but a small editor "receives 200 €"',
    check:
      '70 % of 284 is 198.80 €, which might be the balance alone; 120 doctors give 34,080 or 24,000 €, both below the 40,000 € of a quality management system',
    handling: '284 € is the cap; the split is a named parameter, and the sensitivity is shown',
  },
  {
    id: 'maintenance-years',
    claim: 'five years of maintenance and the current one',
    check: 'six years, as the ARS Occitanie says',
    handling: 'consistent; six years',
  },
  {
    id: 'effort-shares',
    claim:
      '40 % development and 60 % support (FEIMA); 20 % in proportion to the clients (pharmacy editors)',
    check: 'opposing claims of two lobbies',
    handling: 'not modelled',
  },
  {
    id: 'social-envelope',
    claim: '600 or 630 million € for the social and medico-social programme',
    check: 'the perimeters differ',
    handling: 'the source is named with the figure',
  },
  {
    id: 'pharmacy-703',
    claim:
      '703 € a pharmacy on average, 70,000 € for a hundred clients, 6 million € for 40 % of the market',
    check: '703 × 100 = 70,300; 703 × 21,000 × 40 % = 5.9 million €',
    handling: 'consistent; serves as a cross-check',
  },
  {
    id: 'lgc-envelope',
    claim: '25 million € for the practice systems (geer.fr)',
    check: '25 million / 284 € = 88,028 doctors of about 112,000 liberal ones',
    handling: 'plausible; serves as a cross-check',
  },
  {
    id: 'deadline-november',
    claim: '15 July and 30 November 2022 as the deadline for orders',
    check: 'the first is the doctor’s signature, the second the editor’s deposit',
    handling: 'two instants, two names',
  },
];
