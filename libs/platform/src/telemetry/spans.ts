import {
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  context,
  propagation,
  trace,
  type Attributes,
  type Context,
  type Span,
} from '@opentelemetry/api';

/** Where a piece of work stands in its trace: what was under way when it was asked for. */
export type TraceContext = Context;

/** What a span says beside its name and its time. */
export interface SpanFacts {
  /** Who asked for it, and of whom. Omitted: it stays inside the process. */
  readonly kind?: keyof typeof KINDS;
  /** From closed lists or counts, never an identifier of a person. */
  readonly attributes?: Attributes;
  /** The work that this one continues. Omitted: what is under way. */
  readonly parent?: TraceContext;
  /** Other works that it is done for. */
  readonly others?: readonly TraceContext[];
}

const KINDS = {
  server: SpanKind.SERVER,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
} as const;

/** Name of the one tracer of the house. */
const TRACER = 'mes-flow';

/** What is under way now. Costs nothing while nobody traces. */
export function traceContext(): TraceContext {
  return context.active();
}

/** The work that a `traceparent` names; nothing when it names none. */
export function traceContextOf(
  carrier: Readonly<Record<string, string | readonly string[] | undefined>>,
): TraceContext {
  return propagation.extract(ROOT_CONTEXT, carrier);
}

/** The `traceparent` of what is under way; undefined while nobody traces. */
export function activeTraceparent(): string | undefined {
  const carrier: Record<string, string> = {};
  propagation.inject(context.active(), carrier);
  return carrier['traceparent'];
}

/** Does work that belongs to no trace, or to many. */
export function outsideTraces<R>(work: () => R): R {
  return context.with(ROOT_CONTEXT, work);
}

/**
 * Does work inside a span of its own; its end is the end of the work, and an error marks it.
 *
 * @throws what `work` throws
 */
export async function inSpan<R>(
  name: string,
  facts: SpanFacts,
  work: (span: Span) => Promise<R>,
): Promise<R> {
  const span = openSpan(name, facts);
  try {
    return await withSpan(span, () => work(span), facts.parent);
  } catch (error) {
    markFailed(span, error);
    throw error;
  } finally {
    span.end();
  }
}

/** A span that the caller ends. */
export function openSpan(name: string, { kind, attributes, parent, others }: SpanFacts): Span {
  const links = (others ?? []).flatMap((other) => {
    const spanContext = trace.getSpanContext(other);
    return spanContext === undefined ? [] : [{ context: spanContext }];
  });
  return trace.getTracer(TRACER).startSpan(
    name,
    {
      ...(kind !== undefined && { kind: KINDS[kind] }),
      ...(attributes !== undefined && { attributes }),
      ...(links.length > 0 && { links }),
    },
    parent ?? context.active(),
  );
}

/** Does work whose spans are children of this one. */
export function withSpan<R>(span: Span, work: () => R, parent?: TraceContext): R {
  return context.with(trace.setSpan(parent ?? context.active(), span), work);
}

/** The class of an error alone: its words may hold what a caller sent. */
export function markFailed(span: Span, error: unknown): void {
  span.setStatus({
    code: SpanStatusCode.ERROR,
    message: error instanceof Error ? error.name : 'Error',
  });
}
