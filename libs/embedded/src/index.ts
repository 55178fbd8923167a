export { startBackend } from './backend.js';
export type { Backend, BackendServer } from './contract.js';
export { probeBackend } from './probe.js';
