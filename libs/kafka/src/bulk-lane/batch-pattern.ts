import { applyDecorators, UseFilters } from '@nestjs/common';
import { EventPattern } from '@nestjs/microservices';
import { UnchangedErrorFilter } from '../unchanged-error.filter.js';

/** Identifies the bulk lane among the transports of an application. */
export const BULK_LANE = Symbol('bulk lane');

/**
 * Marks a controller's method as the handler of a topic's record batches on the bulk lane. It gets
 * (FetchedBatches, BatchContext); when it returns a promise, that is awaited before the next batches.
 * What it throws stops the consumer, OwnershipLostError excepted.
 */
export function BatchPattern(topic: string): MethodDecorator {
  // In a list, because for a bare string Nest looks for a map of event types, which we have no use for.
  const listen = EventPattern([topic], BULK_LANE);
  return applyDecorators(listen, UseFilters(new UnchangedErrorFilter()));
}
