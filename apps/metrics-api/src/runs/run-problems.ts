import type { StoredRun } from '#libs/store';
import type { Text } from '#libs/exports';
import { WordedProblem } from '../worded-problem.js';

/** Seconds after which a run of the page is likely to be over. */
const RETRY_AFTER_SECONDS = 15;
/** Seconds after which an hourly bound is worth another try. */
const RETRY_AFTER_MANY_SECONDS = 600;

/** @param id as it came: shown to its sender, shortened */
export function unknownRun(id: string): WordedProblem {
  const came = JSON.stringify(id.slice(0, 80));
  return new WordedProblem(
    { status: 404, name: 'unknown-run' },
    {
      title: { fr: 'Il n’y a pas de telle simulation', en: 'There is no such run' },
      detail: {
        fr: 'Attendu : l’identifiant d’une simulation de la liste, douze chiffres hexadécimaux.',
        en: 'Expected the id of a run that the page of runs lists: twelve hexadecimal digits.',
      },
      faults: [{ field: 'id', reason: { fr: `reçu : ${came}`, en: `came ${came}` } }],
    },
  );
}

export function startsNoRuns(): WordedProblem {
  return new WordedProblem(
    { status: 403, name: 'runs-not-started-here' },
    {
      title: {
        fr: 'Ce service ne lance pas de simulations',
        en: 'This service starts no runs',
      },
      detail: {
        fr: 'Une page lance des simulations là où MES_RUNS_FROM_PAGE vaut on, comme mes up le fait pour une démonstration. Sur cette machine : npm run mes -- simulate.',
        en: 'Runs are started from the page where MES_RUNS_FROM_PAGE is on, as mes up sets it for a demonstration. On this machine: npm run mes -- simulate.',
      },
    },
  );
}

export function runUnderWay({ id, scenario, state }: StoredRun): WordedProblem {
  return new WordedProblem(
    { status: 409, name: 'run-under-way', retryAfterSeconds: RETRY_AFTER_SECONDS },
    {
      title: { fr: 'Une autre simulation est en cours', en: 'Another run goes on' },
      detail: {
        fr: `Attendu : aucune simulation en cours ; ${id} (${scenario}) est dans l’état ${state}. Deux à la fois se compteraient l’une dans l’autre : attendre sa fin à /runs/${id}, ou l’y annuler.`,
        en: `Expected no run under way; ${id} (${scenario}) is ${state}. Two at a time would count into each other's figures: wait for its end at /runs/${id}, or cancel it there.`,
      },
    },
  );
}

export function tooManyRuns(max: number): WordedProblem {
  return new WordedProblem(
    { status: 429, name: 'too-many-runs', retryAfterSeconds: RETRY_AFTER_MANY_SECONDS },
    {
      title: { fr: 'Trop de simulations ont été demandées', en: 'Too many runs were asked for' },
      detail: {
        fr: `Attendu : ${max} simulations de la page par heure au plus ; chacune s’ajoute aux données gardées.`,
        en: `Expected at most ${max} runs of the page within an hour: each one adds to the data that are kept.`,
      },
    },
  );
}

/** A run that must come to its end by itself. */
export function notCancellable(
  { id, state, scenario }: StoredRun,
  why: 'over' | 'sons' | 'command',
): WordedProblem {
  const reasons: Readonly<Record<typeof why, Text>> = {
    over: { fr: `elle est dans l’état ${state}`, en: `it is ${state}` },
    sons: {
      fr: `${scenario} a un SONS, dont les seuils ont besoin de tous les documents : commencée, elle va à son terme`,
      en: `${scenario} has SONS, whose thresholds need every document: once it has begun it goes on to its end`,
    },
    command: {
      fr: 'une commande l’a lancée : l’y arrêter, par Ctrl-C',
      en: 'it was started by a command: end it there, with Ctrl-C',
    },
  };
  return new WordedProblem(
    { status: 409, name: 'run-not-cancellable' },
    {
      title: {
        fr: 'Cette simulation ne peut pas être annulée',
        en: 'This run cannot be cancelled',
      },
      detail: {
        fr: `Simulation ${id} : ${reasons[why].fr}.`,
        en: `Run ${id}: ${reasons[why].en}.`,
      },
    },
  );
}
