import type { DocumentsHistogram } from '#libs/indicators';

/** Documents of the sampled persons in one month: rows of one person and one department each. */
export interface SampledMonth {
  /** Months since 2000-01. */
  readonly month: number;
  /** Number of the person and department, see PersonPlaces. */
  readonly places: Uint32Array;
  readonly documents: Float64Array;
}

/** Gives each sampled person, and each person in a department, a small number that stays the same. */
export class PersonPlaces {
  readonly #persons = new Map<string, number>();
  readonly #places = new Map<number, number>();
  readonly #personOf: number[] = [];
  readonly #departmentOf: number[] = [];

  get persons(): number {
    return this.#persons.size;
  }

  get size(): number {
    return this.#personOf.length;
  }

  /** Number of a person in a department, from 0. */
  numberOf(pseudonym: string, department: number): number {
    let person = this.#persons.get(pseudonym);
    if (person === undefined) {
      person = this.#persons.size;
      this.#persons.set(pseudonym, person);
    }
    const key = person * DEPARTMENT_SLOTS + department;
    const known = this.#places.get(key);
    if (known !== undefined) return known;
    const number = this.#personOf.length;
    this.#places.set(key, number);
    this.#personOf.push(person);
    this.#departmentOf.push(department);
    return number;
  }

  /** Number of the person alone. */
  personOf(place: number): number {
    return this.#personOf[place] ?? 0;
  }

  departmentOf(place: number): number {
    return this.#departmentOf[place] ?? 0;
  }
}

const DEPARTMENT_SLOTS = 128;

/**
 * Persons of the whole country by their documents over some months. A person who lived in two
 * departments is one person.
 */
export function nationalHistogram(
  months: readonly SampledMonth[],
  people: PersonPlaces,
): DocumentsHistogram {
  const sums = new Float64Array(people.persons);
  for (const { places, documents } of months) {
    for (let row = 0; row < places.length; row++) {
      const person = people.personOf(places[row] ?? 0);
      sums[person] = (sums[person] ?? 0) + (documents[row] ?? 0);
    }
  }
  const counts = new Map<number, number>();
  for (const documents of sums) addOne(counts, documents);
  return histogramOf(counts);
}

/**
 * Persons by their documents over some months, for each index in DEPARTMENTS that has any. A person
 * who lived in two departments is counted in each, with the documents got there.
 */
export function departmentHistograms(
  months: readonly SampledMonth[],
  people: PersonPlaces,
): Map<number, DocumentsHistogram> {
  const sums = new Float64Array(people.size);
  for (const { places, documents } of months) {
    for (let row = 0; row < places.length; row++) {
      const place = places[row] ?? 0;
      sums[place] = (sums[place] ?? 0) + (documents[row] ?? 0);
    }
  }
  const counts = new Map<number, Map<number, number>>();
  for (const [place, documents] of sums.entries()) {
    if (documents === 0) continue;
    const department = people.departmentOf(place);
    const ofDepartment = counts.get(department) ?? new Map<number, number>();
    counts.set(department, ofDepartment);
    addOne(ofDepartment, documents);
  }
  return new Map([...counts].map(([department, of]) => [department, histogramOf(of)]));
}

function addOne(counts: Map<number, number>, documents: number): void {
  if (documents > 0) counts.set(documents, (counts.get(documents) ?? 0) + 1);
}

function histogramOf(counts: ReadonlyMap<number, number>): DocumentsHistogram {
  return [...counts]
    .map(([documents, persons]) => ({ documents, persons }))
    .sort((a, b) => a.documents - b.documents);
}
