export { startBackend } from './backend.js';
export type { Backend, BackendOptions, BackendServer } from './contract.js';
export { probeBackend } from './probe.js';
export { findPostgres } from './postgres-binaries.js';
export { unprivilegedUser } from './unprivileged-user.js';
