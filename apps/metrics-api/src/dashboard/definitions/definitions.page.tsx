import type { Text } from '#libs/exports';
import type { Definition, Indicator } from '#libs/figures';
import type { VNode } from 'preact';
import { Page } from '../shell/page.js';
import type { PageContext } from '../shell/page-context.js';

/** What is said of each indicator, in this order. */
const PARTS: readonly { readonly part: keyof Definition; readonly label: Text }[] = [
  { part: 'formula', label: { fr: 'Formule', en: 'Formula' } },
  { part: 'numerator', label: { fr: 'Numérateur', en: 'Numerator' } },
  { part: 'denominator', label: { fr: 'Dénominateur', en: 'Denominator' } },
  { part: 'monthRule', label: { fr: 'Règle du mois', en: 'Month rule' } },
  { part: 'revisionPolicy', label: { fr: 'Révisions', en: 'Revisions' } },
  { part: 'disclosure', label: { fr: 'Secret statistique', en: 'Disclosure control' } },
  { part: 'source', label: { fr: 'Source', en: 'Source' } },
];

/** Each indicator: formula, numerator, denominator, month rule, revisions, disclosure, source. */
export function definitionsPage(page: PageContext, indicators: readonly Indicator[]): VNode {
  return (
    <Page
      page={page}
      title={page.t({ fr: 'Définitions', en: 'Definitions' })}
      lead={page.t({
        fr: 'Ce que chaque chiffre compte, par quoi il est divisé, quel instant choisit son mois, et ce qui peut encore le changer.',
        en: 'What each figure counts, what divides it, which instant chooses its month, and what may still change it.',
      })}
    >
      <nav class="contents" aria-label={page.t({ fr: 'Indicateurs', en: 'Indicators' })}>
        <ul>
          {indicators.map(({ definition: { name, title } }) => (
            <li>
              <a href={`#${name}`}>{page.t(title)}</a>
            </li>
          ))}
        </ul>
      </nav>
      {indicators.map((indicator) => (
        <DefinitionPart page={page} indicator={indicator} />
      ))}
    </Page>
  );
}

interface DefinitionPartProps {
  readonly page: PageContext;
  readonly indicator: Indicator;
}

function DefinitionPart({ page, indicator }: DefinitionPartProps): VNode {
  const { definition, isPublic } = indicator;
  return (
    <section
      class="definition panel"
      id={definition.name}
      aria-labelledby={`${definition.name}-title`}
    >
      <h2 id={`${definition.name}-title`}>{page.t(definition.title)}</h2>
      <dl>
        {PARTS.map(({ part, label }) => (
          <div>
            <dt>{page.t(label)}</dt>
            <dd>{textOf(page, definition[part])}</dd>
          </div>
        ))}
        <div>
          <dt>{page.t({ fr: 'Données', en: 'Data' })}</dt>
          <dd>
            <code>/v1/indicators/{definition.name}</code>{' '}
            {!isPublic &&
              page.t({ fr: '(vue du propriétaire seulement)', en: '(owner’s view only)' })}
          </dd>
        </div>
      </dl>
    </section>
  );
}

function textOf(page: PageContext, part: Definition[keyof Definition]): string {
  return typeof part === 'string' ? part : page.t(part);
}
