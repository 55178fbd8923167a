import { randomInt } from 'node:crypto';
import {
  PAGE_SCENARIOS,
  Plan,
  isPageScale,
  loadScenario,
  pageScenario,
  streamName,
  type PageScenario,
} from '#libs/simulation';
import { streamInTheWay, type EmittedStream } from '#libs/store';
import { WordedProblem, detailOf, type WordedFault } from '../worded-problem.js';

/** Seeds end before this: what `mes simulate` draws from. */
const SEEDS = 2 ** 31;
/** Draws until a seed is found that the figures do not hold; each hit is one in billions. */
const DRAWS_MAX = 10;

/** A run that may be asked for. */
export interface CheckedRun {
  readonly scenario: string;
  readonly scale: number;
  readonly seed: number;
}

/**
 * Reads the form of the page of runs.
 *
 * @param form fields `scenario`, `scale` and `seed`; an empty scale is the proposed one, an empty seed is drawn
 * @param known the streams that the figures hold
 * @throws ProblemError 400 `invalid-run` with all faults at once, 409 `streams-do-not-fit`
 */
export function checkedRun(form: unknown, known: readonly EmittedStream[]): CheckedRun {
  const faults: WordedFault[] = [];
  const fields = fieldsOf(form, faults);
  const scenario = scenarioOf(fields['scenario'], faults);
  const scale = scenario && scaleOf(fields['scale'], scenario, faults);
  const seed = seedOf(fields['seed'], known, faults);
  if (faults.length > 0 || scenario === undefined || scale === undefined || seed === undefined) {
    throw new WordedProblem(
      { status: 400, name: 'invalid-run' },
      {
        title: {
          fr: 'Une telle simulation ne peut pas être lancée d’ici',
          en: 'No such run can be started from here',
        },
        detail: detailOf(faults),
        faults,
      },
    );
  }
  const run = { scenario: scenario.name, scale, seed };
  assertFits(run, known);
  return run;
}

const FIELDS = ['scenario', 'scale', 'seed'];

function fieldsOf(form: unknown, faults: WordedFault[]): Readonly<Record<string, string>> {
  if (typeof form !== 'object' || form === null) return {};
  const entries = Object.entries(form).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
  for (const [name] of entries) {
    if (FIELDS.includes(name)) continue;
    const reason = { fr: 'pas un champ de ce formulaire', en: 'no field of this form' };
    faults.push({ field: name.slice(0, 80), reason, accepted: FIELDS });
  }
  return Object.fromEntries(entries.filter(([name]) => FIELDS.includes(name)));
}

function scenarioOf(text: string | undefined, faults: WordedFault[]): PageScenario | undefined {
  const scenario = pageScenario(text ?? '');
  if (scenario) return scenario;
  faults.push({
    field: 'scenario',
    reason: {
      fr: `attendu : un scénario de la page ; reçu : ${shown(text, 'rien')}`,
      en: `expected a scenario of the page; came ${shown(text)}`,
    },
    accepted: PAGE_SCENARIOS.map(({ name }) => name),
  });
  return undefined;
}

/** With a point or, as French readers type it, a comma. */
function scaleOf(
  text: string | undefined,
  scenario: PageScenario,
  faults: WordedFault[],
): number | undefined {
  const typed = (text ?? '').trim();
  if (typed === '') return scenario.scaleStandard;
  const scale = /^\d{1,3}([.,]\d{1,12})?$/.test(typed) ? Number(typed.replace(',', '.')) : NaN;
  if (isPageScale(scenario, scale)) return scale;
  const { name, scaleMin, scaleMax } = scenario;
  faults.push({
    field: 'scale',
    reason: {
      fr: `attendu : de ${scaleMin} à ${scaleMax} pour ${name} ; reçu : ${shown(text, 'rien')}. Plus grand : mes simulate ${name} --scale`,
      en: `expected ${scaleMin} to ${scaleMax} for ${name}; came ${shown(text)}. Larger runs: mes simulate ${name} --scale`,
    },
  });
  return undefined;
}

function seedOf(
  text: string | undefined,
  known: readonly EmittedStream[],
  faults: WordedFault[],
): number | undefined {
  const typed = (text ?? '').trim();
  if (typed === '') return drawnSeed(known);
  if (/^\d{1,10}$/.test(typed) && Number(typed) < SEEDS) return Number(typed);
  faults.push({
    field: 'seed',
    reason: {
      fr: `attendu : un nombre entier de 0 à ${SEEDS - 1}, ou rien pour un tirage ; reçu : ${shown(text, 'rien')}`,
      en: `expected a whole number from 0 to ${SEEDS - 1}, or nothing for one that is drawn; came ${shown(text)}`,
    },
  });
  return undefined;
}

/** One that no stream has: with a known one everything would be ignored as a repetition. */
function drawnSeed(known: readonly EmittedStream[]): number {
  const seeds = new Set(known.map(({ seed }) => seed));
  for (let draws = 1; ; draws++) {
    const seed = randomInt(SEEDS);
    if (!seeds.has(String(seed)) || draws >= DRAWS_MAX) return seed;
  }
}

/** The run's stream, as its events name it. */
export function streamOf({ scenario: name, scale, seed }: CheckedRun): EmittedStream {
  const scenario = loadScenario(name, { scale });
  const hasSons = new Plan(scenario, seed).streams().includes('sons');
  return { name: streamName(scenario), seed: String(seed), hasSons };
}

/** Whether the figures hold this run already: everything would be ignored as a repetition. */
export function isRepetition(run: CheckedRun, known: readonly EmittedStream[]): boolean {
  const { name, seed } = streamOf(run);
  return known.some((stream) => stream.name === name && stream.seed === seed);
}

function assertFits(run: CheckedRun, known: readonly EmittedStream[]): void {
  const asked = streamOf(run);
  const other = streamInTheWay(known, asked);
  if (other === undefined) return;
  const held = `${other.name} (${other.seed})`;
  throw new WordedProblem(
    { status: 409, name: 'streams-do-not-fit' },
    {
      title: {
        fr: 'Cette simulation ne va pas avec ce que contiennent les chiffres',
        en: 'This run does not go together with what the figures hold',
      },
      detail: {
        fr: `Les chiffres contiennent ${held}${other.hasSons ? ', un scénario avec SONS' : ''} ; ${asked.name} (${asked.seed}) ${asked.hasSons ? 'a un SONS aussi' : 'n’en a pas'}. Une base prouve une seule simulation avec SONS : les documents de deux compteraient pour les seuils des mêmes clients. La lancer par mes simulate pendant qu’aucun mes up ne tourne, qui lui donne une base à elle.`,
        en: `The figures hold ${other.name} with seed ${other.seed}${other.hasSons ? ', a scenario with SONS' : ''}; ${asked.name} with seed ${asked.seed}${asked.hasSons ? ' has SONS too' : ' has none'}. A database proves one run with SONS: documents of two runs would count for the thresholds of the same clients. Run it with mes simulate while no mes up runs, which gives it a database of its own.`,
      },
    },
  );
}

function shown(text: string | undefined, nothing = 'nothing'): string {
  return text === undefined ? nothing : JSON.stringify(text.slice(0, 80));
}
