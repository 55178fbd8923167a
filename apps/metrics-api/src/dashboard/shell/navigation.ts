import type { Text } from '#libs/exports';

/** The pages, in the order in which a reader needs them. */
export const NAVIGATION: readonly { readonly path: string; readonly label: Text }[] = [
  { path: '/', label: { fr: 'Vue d’ensemble', en: 'Overview' } },
  { path: '/volumes', label: { fr: 'Volumes', en: 'Volumes' } },
  { path: '/per-inhabitant', label: { fr: 'Par habitant', en: 'Per inhabitant' } },
  { path: '/people', label: { fr: 'Personnes touchées', en: 'People reached' } },
  { path: '/editors', label: { fr: 'Éditeurs et SONS', en: 'Editors and SONS' } },
  { path: '/as-known-on', label: { fr: 'Connu à une date', en: 'As known on' } },
  { path: '/calibration', label: { fr: 'Calibration', en: 'Calibration' } },
  { path: '/runs', label: { fr: 'Simulations', en: 'Runs' } },
  { path: '/definitions', label: { fr: 'Définitions', en: 'Definitions' } },
  { path: '/quality', label: { fr: 'Qualité', en: 'Quality' } },
];
