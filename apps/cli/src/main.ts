import { enableCompileCache } from 'node:module';

// Every command loads some hundred modules: compiled once, they are read back from a cache.
enableCompileCache();
await import('./run-cli.js');
