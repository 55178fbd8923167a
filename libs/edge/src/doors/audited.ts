import { SetMetadata, type ExecutionContext } from '@nestjs/common';
import type { Reflector } from '@nestjs/core';
import type { Request } from 'express';

const AUDITED_KEY = 'mes-flow:audited';

/** What of a request the audit keeps. Must not throw, and must not give a secret. */
export type AuditedParameters = (request: Request) => Readonly<Record<string, unknown>>;

/** An action of the house that leaves a trace. */
export interface AuditedAction {
  /** Such as `runs.start`. */
  readonly action: string;
  readonly parameters: AuditedParameters;
}

/**
 * The handler changes, deletes or costs beyond a deposit: it has a limit of its own, and what it was
 * asked to do is noted before it does it.
 *
 * @param parameters omitted: those of the path
 */
export function Audited(
  action: string,
  parameters: AuditedParameters = ({ params }) => ({ ...params }),
): MethodDecorator {
  const audited: AuditedAction = { action, parameters };
  return SetMetadata(AUDITED_KEY, audited);
}

/** Undefined for a handler that leaves no trace. */
export function auditedActionOf(
  reflector: Reflector,
  context: Pick<ExecutionContext, 'getHandler'>,
): AuditedAction | undefined {
  return reflector.get<AuditedAction | undefined>(AUDITED_KEY, context.getHandler());
}
