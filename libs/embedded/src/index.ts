export { startBackend } from './backend.js';
export type { Backend } from './contract.js';
export { probeBackend } from './probe.js';
