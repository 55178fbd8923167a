import type { Text } from '#libs/exports';
import type { RunProgressFigures, RunState, StoredRun } from '#libs/store';

/** What a reader is told of a scenario that the page may start. */
export const SCENARIO_WORDS: Readonly<Record<string, Text>> = {
  smoke: {
    fr: 'Essai : chaque sorte d’événement et de défaut, autour d’une fin de mois',
    en: 'Smoke test: every kind of event and fault, around a month border',
  },
  'national-december-2023': {
    fr: 'Décembre 2023, échelle nationale réduite',
    en: 'December 2023, the country scaled down',
  },
  'national-2021-to-2023': {
    fr: 'Janvier 2021 à décembre 2023, échelle nationale réduite',
    en: 'January 2021 to December 2023, the country scaled down',
  },
  'sons-wave-1': {
    fr: 'SONS, première vague : commandes, seuils d’usage et paiements',
    en: 'SONS, first wave: orders, usage thresholds and payouts',
  },
};

const STATE_WORDS: Readonly<Record<RunState, Text>> = {
  REQUESTED: { fr: 'demandée', en: 'requested' },
  RUNNING: { fr: 'en cours', en: 'running' },
  COMPLETED: { fr: 'terminée', en: 'completed' },
  FAILED: { fr: 'échouée', en: 'failed' },
  CANCELLED: { fr: 'annulée', en: 'cancelled' },
};

export const PHASE_WORDS: Readonly<Record<RunProgressFigures['phase'], Text>> = {
  starting: { fr: 'démarrage', en: 'starting' },
  emitting: { fr: 'émission et comptage', en: 'emitting and counting' },
  draining: { fr: 'tout est émis, fin du comptage', en: 'all is emitted, counting the rest' },
  verifying: { fr: 'comparaison de chaque cellule', en: 'comparing every cell' },
};

const DIMENSION_WORDS: Readonly<Record<string, Text>> = {
  'volumes by department': { fr: 'Volumes par département', en: 'Volumes by department' },
  'volumes by document type': {
    fr: 'Volumes par type de document',
    en: 'Volumes by document type',
  },
  'SONS request': { fr: 'Demandes SONS', en: 'SONS requests' },
  'SONS line': { fr: 'Lignes de paiement SONS', en: 'SONS payout lines' },
  'SONS usage': { fr: 'Seuils d’usage SONS', en: 'SONS usage thresholds' },
  'SONS incentive': { fr: 'Autres incitations', en: 'Other incentives' },
  'SONS enrolment': { fr: 'Enrôlements des éditeurs', en: 'Enrolments of editors' },
};

/** A dimension of the proof; one without words is told as it is called. */
export function dimensionText(dimension: string): Text {
  return DIMENSION_WORDS[dimension] ?? { fr: dimension, en: dimension };
}

/** The state of a run in words, and the colour that repeats them. */
export interface StateWords {
  readonly text: Text;
  readonly tone: 'good' | 'bad' | 'warn' | '';
}

export function stateWords(run: StoredRun): StateWords {
  if (run.isSilent) {
    return { text: { fr: 'sans signe de vie', en: 'no sign of life' }, tone: 'bad' };
  }
  const text = STATE_WORDS[run.state];
  switch (run.state) {
    case 'COMPLETED':
      return run.wrong === 0 && run.detail === null
        ? { text: { fr: 'prouvée', en: 'proven' }, tone: 'good' }
        : { text: { fr: 'chiffres faux', en: 'wrong figures' }, tone: 'bad' };
    case 'FAILED':
      return { text, tone: 'bad' };
    case 'CANCELLED':
      return { text, tone: 'warn' };
    case 'REQUESTED':
    case 'RUNNING':
      return { text, tone: '' };
  }
}
