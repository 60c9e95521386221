/** Pure modules are loaded as TypeScript through swc; what needs servers talks to the built program in dist/. */
export default {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/{src,mocks,tests,examples}/**/*.test.ts'],
  globalSetup: '<rootDir>/tests/support/global-setup.js',
  globalTeardown: '<rootDir>/tests/support/global-teardown.js',
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: {
    // Half of zod's files are languages that nobody here speaks to it, and every test file would load them anew.
    '^\\.\\./locales/index\\.js$': 'zod/v4/locales/en.js',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'es6' } },
    ],
  },
  maxWorkers: 2,
  testTimeout: 60_000,
}
