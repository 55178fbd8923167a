import type { Provenance, Table, Text } from '#libs/exports';
import type { ComponentChildren, VNode } from 'preact';
import { ASSETS } from './assets.js';
import { HiddenRows } from './hidden-rows.js';
import { NAVIGATION } from './navigation.js';
import type { PageContext } from './page-context.js';

export interface PageProps {
  readonly page: PageContext;
  /** The page's heading, and the name of the browser's tab. */
  readonly title: string;
  /** What the page answers, in a sentence or two. */
  readonly lead?: ComponentChildren;
  /** Where its figures come from; omitted on a page without any. */
  readonly provenance?: Provenance;
  /** Tables of its figures, of which it says how much is suppressed; omitted: none is. */
  readonly tables?: readonly Table[];
  /** More elements of the document's head; omitted: none. */
  readonly head?: ComponentChildren;
  readonly children: ComponentChildren;
}

/** The layout of every page: skip link, navigation, heading, content, what the data are. */
export function Page({
  page,
  title,
  lead,
  provenance,
  tables = [],
  head,
  children,
}: PageProps): VNode {
  return (
    <html lang={page.language}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{`${title} – mes-flow`}</title>
        <link rel="stylesheet" href={ASSETS.style} />
        <link rel="icon" href={ASSETS.icon} type="image/svg+xml" />
        <script type="module" src={ASSETS.script} />
        {head}
      </head>
      <body>
        <a class="skip" href="#content">
          {page.t({ fr: 'Aller au contenu', en: 'Skip to content' })}
        </a>
        <Header page={page} />
        <main id="content" tabindex={-1}>
          <div class="page-head">
            <h1>{title}</h1>
            {lead !== undefined && <p class="lead">{lead}</p>}
            <HiddenRows page={page} tables={tables} />
          </div>
          {children}
        </main>
        <Footer page={page} {...(provenance && { provenance })} />
      </body>
    </html>
  );
}

function Header({ page }: { readonly page: PageContext }): VNode {
  const other = page.language === 'fr' ? 'en' : 'fr';
  return (
    <header class="site-head">
      <div class="site-bar">
        <a class="brand" href={page.href('/')}>
          <span class="brand-name">mes-flow</span>{' '}
          <span class="brand-what">
            {page.t({
              fr: 'flux simulés de documents de santé',
              en: 'simulated health document flows',
            })}
          </span>
        </a>
        <p class="site-tools">
          {page.view === 'owner' && (
            <a class="view-mark" href={page.inPublicView()}>
              {page.t({ fr: 'Vue du propriétaire', en: 'Owner’s view' })}
            </a>
          )}
          <a href={page.inLanguage(other)} lang={other} hreflang={other}>
            {other === 'en' ? 'English' : 'Français'}
          </a>
        </p>
      </div>
      <nav aria-label={page.t({ fr: 'Pages', en: 'Pages' })}>
        <ul>
          {NAVIGATION.map(({ path, label }) => (
            <li>
              <a href={page.href(path)} aria-current={path === page.path ? 'page' : undefined}>
                {page.t(label)}
              </a>
            </li>
          ))}
        </ul>
      </nav>
    </header>
  );
}

interface FooterProps {
  readonly page: PageContext;
  readonly provenance?: Provenance;
}

function Footer({ page, provenance }: FooterProps): VNode {
  return (
    <footer class="site-foot">
      <p>
        <strong>{page.t(provenance?.notice ?? NOTICE)}</strong>
      </p>
      {provenance !== undefined && (
        <details>
          <summary>
            {page.t({
              fr: 'Simulations et versions des données',
              en: 'Runs and versions of the data',
            })}
          </summary>
          <p>{versionsOf(page, provenance)}</p>
        </details>
      )}
      <p>
        <a href={page.href('/definitions')}>{page.t({ fr: 'Définitions', en: 'Definitions' })}</a>
        {' · '}
        <a href="/openapi.json">
          {page.t({ fr: 'Interface REST (OpenAPI)', en: 'REST interface (OpenAPI)' })}
        </a>
        {' · '}
        {page.t({
          fr: 'Service indépendant, sans lien avec un organisme public.',
          en: 'An independent service, not that of a public body.',
        })}
      </p>
    </footer>
  );
}

const NOTICE: Text = {
  fr: 'Données simulées et synthétiques : aucune personne réelle, éditeurs et solutions fictifs.',
  en: 'Simulated, synthetic data: no real person, fictitious editors and solutions.',
};

/** Runs and versions behind the figures of the page. */
function versionsOf(page: PageContext, provenance: Provenance): string {
  const { simulations, ruleVersion, calendarVersion, dataVersion } = provenance;
  const runs = simulations.map(({ scenario, seed }) => `${scenario} (${seed})`).join(', ');
  return page.t({
    fr: `Simulations (graine) : ${runs || 'aucune'} · règles ${ruleVersion} · calendrier ${calendarVersion} · données ${dataVersion}`,
    en: `Runs (seed): ${runs || 'none'} · rules ${ruleVersion} · calendar ${calendarVersion} · data ${dataVersion}`,
  });
}
