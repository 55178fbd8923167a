import type { Text } from '#libs/exports';
import type { VNode } from 'preact';
import type { ProblemWords, WordedFault } from '../../worded-problem.js';
import { PAGE_FAULTS_MAX } from './page-limits.js';
import { Page } from './page.js';
import type { PageContext } from './page-context.js';

/** Why a page cannot be shown, and what would do: never how the service is made inside. */
export function ProblemPage({
  page,
  status,
  words,
}: {
  readonly page: PageContext;
  readonly status: number;
  readonly words: ProblemWords;
}): VNode {
  const { title, detail, faults = [] } = words;
  const hidden = faults.length - PAGE_FAULTS_MAX;
  return (
    <Page page={page} title={page.t(titleOf(status))}>
      <p lang={languageOf(page, title)}>
        {`${page.t(title)}. ${faults.length === 0 ? page.t(detail) : ''}`}
      </p>
      {faults.length > 0 && (
        <ul class="faults">
          {faults.slice(0, PAGE_FAULTS_MAX).map((fault) => (
            <Fault page={page} fault={fault} />
          ))}
          {hidden > 0 && (
            <li>{page.t({ fr: `… et ${hidden} autres`, en: `… and ${hidden} more` })}</li>
          )}
        </ul>
      )}
      <p>
        <a href={page.href(page.path)}>
          {page.t({ fr: 'La même page sans filtre', en: 'The same page without filters' })}
        </a>
        {' · '}
        <a href={page.href('/')}>{page.t({ fr: 'Vue d’ensemble', en: 'Overview' })}</a>
      </p>
    </Page>
  );
}

function Fault({
  page,
  fault,
}: {
  readonly page: PageContext;
  readonly fault: WordedFault;
}): VNode {
  const { field, reason, accepted } = fault;
  return (
    <li>
      <code>{field}</code>
      {page.t({ fr: ' : ', en: ': ' })}
      <span lang={languageOf(page, reason)}>{page.t(reason)}</span>
      {accepted !== undefined && (
        <>
          <br />
          {page.t({ fr: 'Valeurs acceptées : ', en: 'Accepted: ' })}
          {accepted.slice(0, PAGE_FAULTS_MAX).join(', ')}
          {accepted.length > PAGE_FAULTS_MAX && '…'}
        </>
      )}
    </li>
  );
}

/** A text that is English alone says so on a French page: screen readers then read it right. */
function languageOf(page: PageContext, { fr, en }: Text): 'en' | undefined {
  return page.language === 'fr' && fr === en ? 'en' : undefined;
}

function titleOf(status: number): Text {
  if (status === 404) return { fr: 'Il n’y a rien à cette adresse', en: 'There is nothing here' };
  if (status === 401 || status === 403) {
    return { fr: 'Cette vue est réservée', en: 'This view is not open to everybody' };
  }
  if (status === 409 || status === 429) {
    return { fr: 'Ce n’est pas possible pour le moment', en: 'That is not possible at the moment' };
  }
  if (status === 503) {
    return {
      fr: 'Les chiffres ne sont pas disponibles pour le moment',
      en: 'The figures are not available at the moment',
    };
  }
  if (status >= 500)
    return { fr: 'Le service a commis une erreur', en: 'The service has made an error' };
  return { fr: 'Cette adresse ne peut pas être lue', en: 'This address cannot be read' };
}
