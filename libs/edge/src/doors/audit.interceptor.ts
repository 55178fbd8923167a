import {
  Inject,
  Injectable,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request } from 'express';
import { catchError, mergeMap, type Observable } from 'rxjs';
import { callerOf } from '../access/access.guard.js';
import { AuditDesk } from './audit-desk.js';
import { auditedActionOf } from './audited.js';

/** Puts an audited handler between the two rows of its act. */
@Injectable()
export class AuditInterceptor implements NestInterceptor {
  constructor(
    @Inject(AuditDesk) private readonly desk: AuditDesk,
    @Inject(Reflector) private readonly reflector: Reflector,
  ) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const audited = auditedActionOf(this.reflector, context);
    if (audited === undefined) return next.handle();
    const request = context.switchToHttp().getRequest<Request>();
    const conclude = await this.desk.begin(request, callerOf(request), audited);
    return next.handle().pipe(
      mergeMap(async (value: unknown) => {
        await conclude();
        return value;
      }),
      catchError(async (error: unknown) => {
        await conclude(error);
        throw error;
      }),
    );
  }
}
