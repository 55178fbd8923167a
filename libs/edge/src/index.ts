export {
  CurrentCaller,
  PublicRoute,
  RequireScope,
  RequireScopeWhen,
  callerOf,
} from './access/access.guard.js';
export { SCOPES, type Caller, type Scope } from './access/caller.js';
export type { ProtocolDoors } from './access/protocol-doors.js';
export { assertClosed, isLoopback } from './doors/assert-closed.js';
export { Audited } from './doors/audited.js';
export { isUnforgeableHost } from './doors/foreign-host.js';
export type { DoorOptions } from './doors/open-doors.js';
export type { AccessOptions } from './access/token-verifier.js';
export { EdgeSettings, asksCallers, httpOptionsOf } from './edge-settings.js';
export {
  startEmbeddedIssuer,
  type EmbeddedIssuer,
  type EmbeddedIssuerOptions,
  type IssuerClient,
} from './embedded-issuer/embedded-issuer.js';
export { startHttpService, type HttpService, type HttpServiceOptions } from './http-service.js';
export { HTTP_LIMITS } from './limits.js';
export { openApiOf, type ServiceFacts } from './openapi.js';
export { problemOf, unexpectedProblem } from './problem-of.js';
export {
  operationOutcomeOf,
  problemAnswer,
  problemFormOf,
  problemJsonOf,
  type OutcomeIssue,
  type ProblemAnswer,
  type ProblemForm,
} from './problem-answer.js';
export { ProblemError, type FaultCode, type FieldFault, type ProblemFacts } from './problem.js';
