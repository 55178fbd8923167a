export { SCOPES, type Caller, type Scope } from './caller.js';
export { startHttpService, type HttpService, type HttpServiceOptions } from './http-service.js';
export { HTTP_LIMITS } from './limits.js';
export { openApiOf, type ServiceFacts } from './openapi.js';
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
export type { ReadinessCheck } from './readiness.js';
