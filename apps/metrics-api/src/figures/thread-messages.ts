import type { Table } from '#libs/exports';
import {
  QueryFaultsError,
  type IndicatorName,
  type IndicatorQuery,
  type QueryFault,
} from '#libs/figures';
import { describeError, type KafkaAccess } from '#libs/platform';
import { DatabaseUnreachableError } from '#libs/store';

/** What the thread is started with. */
export interface ThreadTask {
  readonly databaseUrl: string;
  /** Where the ends of topics are asked for; undefined: the lag is not known. */
  readonly kafka: KafkaAccess | undefined;
}

/** What the thread is told. */
export type ThreadOrder =
  | {
      readonly order: 'answer';
      readonly id: number;
      readonly name: IndicatorName;
      readonly query: IndicatorQuery;
    }
  | { readonly order: 'close' };

/** What the thread says. */
export interface ThreadAnswer {
  readonly id: number;
  readonly answer: { readonly table: Table } | { readonly failure: ThreadFailure };
}

/** An error as it crosses between threads, where classes are lost. */
export type ThreadFailure =
  | {
      readonly kind: 'query';
      readonly indicator: IndicatorName;
      readonly faults: readonly QueryFault[];
    }
  | { readonly kind: 'database'; readonly message: string }
  | { readonly kind: 'other'; readonly message: string; readonly code: string };

export function failureOf(error: unknown): ThreadFailure {
  if (error instanceof QueryFaultsError) {
    return { kind: 'query', indicator: error.indicator, faults: error.faults };
  }
  if (error instanceof DatabaseUnreachableError) {
    return { kind: 'database', message: error.message };
  }
  const code: unknown = error instanceof Error && 'code' in error ? error.code : '';
  return {
    kind: 'other',
    message: describeError(error),
    code: typeof code === 'string' ? code : '',
  };
}
