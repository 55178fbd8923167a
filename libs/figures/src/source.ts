import type { Cell, Column, RowStatus, Text } from '#libs/exports';
import type { Content } from './data/content.js';
import type { FiguresData } from './data/figures-data.js';
import type { Indicator, IndicatorQuery } from './indicator.js';

/** What an indicator answers: a table without its provenance. */
export interface Body {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Cell[])[];
  readonly statuses: readonly RowStatus[];
  /** ISO 8601; null: now. */
  readonly knownOn: string | null;
  readonly sources: readonly string[];
  readonly notes: readonly Text[];
}

/** A query without faults. */
export interface Asked<C extends Content = Content> {
  /** Two queries with the same key have the same answer. */
  readonly key: string;
  read(data: FiguresData): Promise<C>;
  /** @throws QueryFaultsError when the data show that the answer would be too large */
  answer(content: C): Body;
}

/** An indicator with the way from a query to its answer. */
export interface Source {
  readonly indicator: Indicator;
  /** @throws QueryFaultsError with everything that is wrong */
  ask(query: IndicatorQuery): Asked;
}

/**
 * An indicator whose queries are checked into `Q` and answered from `C`. The key is the checked query
 * itself, so that two ways of writing one question share an answer.
 */
export function sourceOf<Q, C extends Content>(
  indicator: Indicator,
  parts: {
    check(query: IndicatorQuery): Q;
    read(data: FiguresData, asked: Q): Promise<C>;
    answer(asked: Q, content: C): Body;
  },
): Source {
  return {
    indicator,
    ask: (query): Asked<C> => {
      const asked = parts.check(query);
      return {
        key: JSON.stringify(asked),
        read: (data) => parts.read(data, asked),
        // Whoever asked gives the content that this very `read` gave.
        answer: (content: C) => parts.answer(asked, content),
      };
    },
  };
}
