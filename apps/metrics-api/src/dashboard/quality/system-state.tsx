import type { Text } from '#libs/exports';
import type { VNode } from 'preact';
import type { PageContext } from '../shell/page-context.js';
import type { SystemState as State } from './system-facts.js';

const VERDICTS: Readonly<
  Record<State['verdict'], { readonly tone: string; readonly label: Text; readonly says: Text }>
> = {
  healthy: {
    tone: 'good',
    label: { fr: 'Chiffres prouvés', en: 'Figures proven' },
    says: {
      fr: 'Chaque cellule de la dernière simulation est égale à ce que le générateur a émis.',
      en: 'Every cell of the last run equals what the generator emitted.',
    },
  },
  wrong: {
    tone: 'bad',
    label: { fr: 'Chiffres faux', en: 'Figures wrong' },
    says: {
      fr: 'Des cellules diffèrent de ce que le générateur a émis : ne pas s’en servir avant d’avoir trouvé pourquoi.',
      en: 'Cells differ from what the generator emitted: do not use them before the cause is found.',
    },
  },
  unknown: {
    tone: 'warn',
    label: { fr: 'Comptés, non vérifiés', en: 'Counted, not verified' },
    says: {
      fr: 'Des événements sont comptés ; aucune simulation vérifiée n’est connue ici.',
      en: 'Events are counted; no verified run is known here.',
    },
  },
  empty: {
    tone: '',
    label: { fr: 'Rien n’est encore compté', en: 'Nothing counted yet' },
    says: {
      fr: 'Une simulation remplit ces pages : npm run demo.',
      en: 'A simulation fills these pages: npm run demo.',
    },
  },
};

/** The indicator names a run by scenario, seed and id. */
function runText(run: string): Text {
  const [scenario = run, seed, id] = run.split(' ');
  return id === undefined
    ? { fr: ` Dernière simulation : ${run}.`, en: ` Last run: ${run}.` }
    : {
        fr: ` Dernière simulation : ${scenario}, graine ${seed ?? ''} (${id}).`,
        en: ` Last run: ${scenario}, seed ${seed ?? ''} (${id}).`,
      };
}

/** The state of the system in words, and the facts behind it. */
export function SystemState({
  page,
  state,
}: {
  readonly page: PageContext;
  readonly state: State;
}): VNode {
  const { tone, label, says } = VERDICTS[state.verdict];
  const facts: readonly { readonly name: Text; readonly value: number | null }[] = [
    {
      name: { fr: 'cellules comparées à la vérité', en: 'cells compared with the truth' },
      value: state.cells,
    },
    { name: { fr: 'cellules fausses', en: 'wrong cells' }, value: state.wrong },
    { name: { fr: 'événements comptés', en: 'events counted' }, value: state.counted },
    { name: { fr: 'lettres mortes', en: 'dead letters' }, value: state.deadLetters },
    { name: { fr: 'doublons ignorés', en: 'duplicates ignored' }, value: state.duplicates },
    { name: { fr: 'événements de retard', en: 'events of lag' }, value: state.lag },
  ];
  const known = facts.flatMap(({ name, value }) => (value === null ? [] : [{ name, value }]));
  return (
    <>
      <p>
        <strong class={`state ${tone}`}>{page.t(label)}</strong> {page.t(says)}
        {state.run !== null && page.t(runText(state.run))}
      </p>
      {known.length > 0 && (
        <ul class="facts">
          {known.map(({ name, value }) => (
            <li>
              <strong>{page.format.integer(value)}</strong> {page.t(name)}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
