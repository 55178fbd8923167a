export { SCOPES, type Caller, type Scope } from './caller.js';
export { ProblemError, type FieldFault, type ProblemFacts } from './problem.js';
