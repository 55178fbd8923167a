import { DiagLogLevel, diag } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { defaultResource, resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { Logger } from '@nestjs/common';
import type { ProcessFacts } from '../metrics/metrics.js';
import { packageVersion } from '../version.js';

/** Traces that are on their way to a collector. */
export interface Tracing {
  /** Sends what is there, within a bound, and stops. */
  close(): Promise<void>;
}

/** How long the last spans may take at the stop, milliseconds: a collector that is away must not hold it up. */
const CLOSE_TIMEOUT_MS = 2_000;

/** Registers OpenTelemetry's SDK for this process. Only startTracing imports this file, and only when it is asked for. */
export function openTracing({ service, instance }: ProcessFacts): Tracing {
  const logger = new Logger('traces');
  // The SDK tells of a collector that does not answer here, and nowhere else.
  const tell = (text: string): void => {
    logger.warn(text);
  };
  const nothing = (): void => undefined;
  diag.setLogger(
    { error: tell, warn: tell, info: nothing, debug: nothing, verbose: nothing },
    DiagLogLevel.WARN,
  );
  const provider = new NodeTracerProvider({
    resource: defaultResource().merge(
      resourceFromAttributes({
        'service.name': service,
        'service.instance.id': instance,
        'service.version': packageVersion(),
        'service.namespace': 'mes-flow',
      }),
    ),
    // Bounded by itself: 2,048 spans wait at most, and later ones are dropped.
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())],
  });
  provider.register();
  return {
    close: async () => {
      const late = new Promise<void>((resolve) => {
        setTimeout(resolve, CLOSE_TIMEOUT_MS).unref();
      });
      await Promise.race([provider.shutdown().catch(nothing), late]);
    },
  };
}
