import type { VNode } from 'preact';
import type { PageContext } from './page-context.js';

/** What a page says before anything was counted, or when its filters leave nothing. */
export function Empty({ page }: { readonly page: PageContext }): VNode {
  return (
    <section class="panel empty">
      <h2>{page.t({ fr: 'Rien à montrer ici', en: 'Nothing to show here' })}</h2>
      <p>
        {page.t({
          fr: 'Aucun événement n’est compté pour ces choix. Une simulation remplit ces pages : npm run demo, ou npm run mes -- simulate smoke.',
          en: 'No event is counted for these choices. A simulation fills these pages: npm run demo, or npm run mes -- simulate smoke.',
        })}
      </p>
    </section>
  );
}
