// One project per kind of test; source, tests and bundles are all ES modules (style.md 6.2).
const typescript = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'es6' } },
    ],
  },
  testPathIgnorePatterns: ['/node_modules/', '/cdk.out/', '/.local/'],
  modulePathIgnorePatterns: ['<rootDir>/cdk.out/', '<rootDir>/.local/'],
};

export default {
  projects: [
    {
      ...typescript,
      displayName: 'unit',
      testMatch: ['<rootDir>/test/**/*.test.ts'],
      testPathIgnorePatterns: [
        ...typescript.testPathIgnorePatterns,
        '<rootDir>/test/lib/',
        '<rootDir>/test/deployed/',
        '<rootDir>/test/dynamodb-local/',
      ],
    },
    {
      ...typescript,
      displayName: 'infrastructure',
      testMatch: ['<rootDir>/test/lib/**/*.test.ts'],
    },
  ],
};
