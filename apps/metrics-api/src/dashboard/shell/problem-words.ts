import type { ProblemFacts } from '#libs/edge';
import { WordedProblem, type ProblemWords } from '../../worded-problem.js';

/**
 * What a page says of a refusal: the refusal's own words, or those of the table below for refusals that
 * every service of the house knows, and that are English alone there.
 */
export function problemWordsOf(facts: ProblemFacts, error: unknown): ProblemWords {
  if (error instanceof WordedProblem) return error.words;
  const { name, title, detail, faults = [] } = facts;
  const french = FRENCH[name];
  if (french !== undefined) {
    const [titleFr, detailFr] = french;
    return { title: { fr: titleFr, en: title }, detail: { fr: detailFr, en: detail } };
  }
  return {
    title: { fr: title, en: title },
    detail: { fr: detail, en: detail },
    faults: faults.map(({ reason, ...fault }) => ({
      ...fault,
      reason: { fr: reason, en: reason },
    })),
  };
}

const WHO = 'On ne sait pas qui demande';
const TOKEN = 'Un jeton (bearer) de l’émetteur reconnu par ce service est attendu dans l’en-tête';

/** Title and detail by the name of the problem; English ones are those of the problem itself. */
const FRENCH: Readonly<Record<string, readonly [title: string, detail: string]>> = {
  'token-missing': [WHO, `${TOKEN} Authorization ; il n’en est venu aucun.`],
  'token-malformed': [WHO, `${TOKEN} Authorization ; ce qui est venu n’est pas un JWT signé.`],
  'token-algorithm-refused': [WHO, 'Le jeton est signé par un algorithme qui n’est pas accepté.'],
  'token-key-unknown': [WHO, 'Le jeton nomme une clé que l’émetteur ne publie pas.'],
  'token-signature-invalid': [WHO, 'La signature ne correspond pas au jeton.'],
  'token-issuer-wrong': [WHO, 'Le jeton vient d’un autre émetteur.'],
  'token-audience-wrong': [WHO, 'Le jeton est destiné à un autre service.'],
  'token-expired': [WHO, 'Le jeton a expiré.'],
  'token-not-yet-valid': [WHO, 'Le jeton n’est pas encore valable.'],
  'token-claim-missing': [WHO, 'Il manque une affirmation (claim) au jeton.'],
  'token-subject-invalid': [WHO, 'Le sujet du jeton n’est pas celui qu’il prétend être.'],
  'scope-missing': [
    'Le jeton ne va pas jusque-là',
    'Un jeton avec la portée (scope) nommée par l’en-tête WWW-Authenticate est attendu.',
  ],
  'issuer-unreachable': [
    'Les jetons ne peuvent pas être vérifiés pour le moment',
    'L’émetteur des jetons ne répond pas. Réessayer dans quelques secondes.',
  ],
  'owner-view-closed': [
    'La vue du propriétaire n’est pas ouverte ici',
    'Sans émetteur de jetons, elle n’est ouverte qu’à la machine elle-même (loopback), et ce service peut être atteint d’ailleurs. Définir MES_OIDC_ISSUER et demander avec un jeton de portée metrics:owner, ou demander la vue publique.',
  ],
  'owner-only': [
    'Cet indicateur n’est pas publié',
    'Il n’est montré que dans la vue du propriétaire : view=owner.',
  ],
  'foreign-origin': [
    'La demande ne vient pas d’une page de ce service',
    'Un formulaire n’est pris que depuis une page ouverte à l’adresse numérique de cette machine ou à localhost. Rien n’a été changé.',
  ],
  'invalid-form': [
    'Le formulaire n’a pas la forme attendue',
    'Chaque champ est attendu une fois, et pas d’autre.',
  ],
  'form-too-large': ['Le formulaire est trop grand', 'Rien n’a été changé.'],
  'body-too-large': ['Le corps de la demande est trop grand', 'Rien n’a été changé.'],
  'malformed-path': [
    'L’adresse ne peut pas être lue',
    'Une adresse est de l’UTF-8 codé en pourcents (RFC 3986) ; celle-ci ne se décode pas.',
  ],
  'unknown-path': [
    'Il n’y a pas de page à cette adresse',
    'Les pages de ce service sont dans la navigation ci-dessus.',
  ],
  'unknown-method': [
    'Cette adresse ne prend pas cette méthode',
    'Une page se lit par GET ; les méthodes acceptées sont dans l’en-tête Allow.',
  ],
  'database-unreachable': [
    'Les chiffres ne sont pas disponibles pour le moment',
    'La base de données ne répond pas. Réessayer dans quelques secondes.',
  ],
  'figures-unavailable': [
    'Les chiffres ne sont pas disponibles pour le moment',
    'Ils sont en cours de calcul, ou redémarrent. Réessayer dans quelques secondes.',
  ],
  'database-not-ready': [
    'Les chiffres ne sont pas disponibles pour le moment',
    'La base de données n’a pas encore ses tables. Réessayer dans quelques secondes.',
  ],
  unavailable: [
    'Le service ne peut pas répondre pour le moment',
    'Réessayer dans quelques secondes.',
  ],
};
