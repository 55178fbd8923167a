export { startBackend } from './backend.js';
export { probeBackend } from './probe.js';
