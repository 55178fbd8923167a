const shared = {
  testEnvironment: 'node',
  testEnvironmentOptions: { customExportConditions: ['source', 'node', 'node-addons'] },
  setupFiles: ['reflect-metadata'],
  roots: ['<rootDir>/apps', '<rootDir>/libs', '<rootDir>/test'],
  extensionsToTreatAsEsm: ['.ts', '.tsx'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: {
    '^.+\\.tsx?$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2023',
          parser: { syntax: 'typescript', decorators: true, tsx: true },
          transform: {
            legacyDecorator: true,
            decoratorMetadata: true,
            react: { runtime: 'automatic', importSource: 'preact' },
          },
          keepClassNames: true,
        },
        module: { type: 'es6' },
      },
    ],
  },
};

/**
 * unit: pure and quick, no service. flow: real Kafka and PostgreSQL, started once for all files.
 * @type {import('jest').Config}
 */
export default {
  projects: [
    { ...shared, displayName: 'unit', testRegex: '\\.spec\\.tsx?$' },
    {
      ...shared,
      displayName: 'flow',
      testRegex: '\\.(e2e-spec|broker-spec)\\.ts$',
      globalSetup: '<rootDir>/test/start-backend.js',
      globalTeardown: '<rootDir>/test/stop-backend.js',
    },
  ],
  // Each file's modules stay in the process that ran it: with hundreds of files it grew to gigabytes, and
  // every collection of garbage took a second. A worker beyond this is replaced between two files.
  workerIdleMemoryLimit: '1GB',
  testTimeout: 30000,
  forceExit: false,
};
