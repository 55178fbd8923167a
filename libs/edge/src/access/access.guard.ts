import {
  Inject,
  Injectable,
  SetMetadata,
  applyDecorators,
  createParamDecorator,
  type CanActivate,
  type ExecutionContext,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { ApiSecurity } from '@nestjs/swagger';
import type { Request } from 'express';
import { AuditDesk } from '../doors/audit-desk.js';
import { auditedActionOf } from '../doors/audited.js';
import { RequestLimits } from '../doors/request-limits.js';
import { Access, assertScope } from './access.js';
import type { Caller, Scope } from './caller.js';
import { establishedCaller, identityOf } from './identities.js';

const SCOPE_KEY = 'mes-flow:scope';
const SCOPE_WHEN_KEY = 'mes-flow:scope-when';
const PUBLIC_KEY = 'mes-flow:public';

/** Name of the security scheme in OpenAPI documents. */
export const BEARER_SCHEME = 'bearer';

/** The handler, or every handler of the controller, needs a token with this scope. */
export function RequireScope(scope: Scope): ClassDecorator & MethodDecorator {
  return applyDecorators(SetMetadata(SCOPE_KEY, scope), ApiSecurity(BEARER_SCHEME, [scope]));
}

/** The handler asks nobody who they are: health, descriptions. All others need a token once an issuer is set. */
export function PublicRoute(): ClassDecorator & MethodDecorator {
  return SetMetadata(PUBLIC_KEY, true);
}

/** Whether a request asks for what its scope guards. Must not throw. */
export type ScopeCondition = (request: Request) => boolean;

interface ConditionalScope {
  readonly scope: Scope;
  readonly isNeeded: ScopeCondition;
}

/** The handler is public, but for the requests that ask for more: those need a token with this scope. */
export function RequireScopeWhen(
  scope: Scope,
  isNeeded: ScopeCondition,
): ClassDecorator & MethodDecorator {
  const conditional: ConditionalScope = { scope, isNeeded };
  // The empty requirement beside it: a token is optional (OpenAPI 3.1, security requirement).
  return applyDecorators(
    SetMetadata(SCOPE_WHEN_KEY, conditional),
    ApiSecurity({}),
    ApiSecurity(BEARER_SCHEME, [scope]),
  );
}

const callers = new WeakMap<object, Caller>();

/** Who is asking; anonymous on a public route, which has not asked. */
export function callerOf(request: Request): Caller {
  return callers.get(request) ?? { kind: 'anonymous' };
}

/** Parameter of a handler: who is asking. */
export const CurrentCaller = createParamDecorator((_: unknown, context: ExecutionContext): Caller =>
  callerOf(context.switchToHttp().getRequest<Request>()),
);

/** Lets in who may come, and notes who it is. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    @Inject(Access) private readonly access: Access,
    @Inject(Reflector) private readonly reflector: Reflector,
    @Inject(RequestLimits) private readonly limits: RequestLimits,
    @Inject(AuditDesk) private readonly audit: AuditDesk,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const places = [context.getHandler(), context.getClass()];
    if (this.reflector.getAllAndOverride<boolean | undefined>(PUBLIC_KEY, places) === true) {
      return true;
    }
    const request = context.switchToHttp().getRequest<Request>();
    const conditional = this.reflector.getAllAndOverride<ConditionalScope | undefined>(
      SCOPE_WHEN_KEY,
      places,
    );
    if (conditional !== undefined) {
      if (!conditional.isNeeded(request)) return true;
      await this.#admit(request, conditional.scope, context);
      return true;
    }
    const scope = this.reflector.getAllAndOverride<string | undefined>(SCOPE_KEY, places) ?? null;
    await this.#admit(request, scope, context);
    return true;
  }

  /** @throws ProblemError 401, 403, 429 or 503 */
  async #admit(request: Request, scope: string | null, context: ExecutionContext): Promise<void> {
    const caller = establishedCaller(await identityOf(request, this.access));
    const audited = auditedActionOf(this.reflector, context);
    try {
      assertScope(caller, scope);
    } catch (error) {
      if (audited !== undefined) await this.audit.deny(request, caller, audited);
      throw error;
    }
    if (audited !== undefined) this.limits.takeCostly(request, caller);
    callers.set(request, caller);
  }
}
