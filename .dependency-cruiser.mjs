// The import rule of the architecture (docs/architecture.md). Kept by `npm test`.
const may = (name, from, allowed) => ({
  name,
  severity: 'error',
  from: { path: from },
  to: { pathNot: allowed },
});
export default {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-orphans',
      severity: 'error',
      from: {
        orphan: true,
        pathNot: ['^(bin|test|local|scripts|bench)/', '^functions/handlers/', '[.]d[.]ts$'],
      },
      to: {},
    },
    may('events-stand-alone', '^events/', '^(events/|node_modules/zod/)'),
    may(
      'domain-is-pure',
      '^functions/domain/',
      '^(functions/domain/|events/|node_modules/(zod|iso8601-duration)/|(node:)?crypto$)',
    ),
    may(
      'use-cases-see-only-ports',
      '^functions/use-cases/',
      '^(functions/(domain|use-cases)/|events/)',
    ),
    {
      name: 'platform-below-edges',
      severity: 'error',
      from: { path: '^functions/platform/' },
      to: {
        path: '^(functions/(use-cases|connectors|adapters|handlers)|lib|bin|test)/',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'connectors-know-no-aws',
      severity: 'error',
      from: { path: '^functions/connectors/' },
      to: { path: '^(functions/(adapters|handlers)|lib|bin|test)/|node_modules/@aws-sdk/' },
    },
    {
      name: 'connectors-do-not-know-each-other',
      severity: 'error',
      from: { path: '^functions/connectors/([^/]+)/' },
      to: { path: '^functions/connectors/[^/]+/', pathNot: '^functions/connectors/$1/' },
    },
    {
      name: 'adapters-know-no-vendor',
      severity: 'error',
      from: { path: '^functions/adapters/' },
      to: { path: '^(functions/(connectors|handlers)|lib|bin|test)/' },
    },
    {
      name: 'edges-see-only-port-types',
      severity: 'error',
      from: { path: '^functions/(adapters|connectors)/' },
      to: { path: '^functions/use-cases/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'handlers-do-not-call-each-other',
      severity: 'error',
      from: { path: '^functions/handlers/(?!compose)' },
      to: { path: '^functions/handlers/(?!compose)' },
    },
    {
      name: 'only-compose-sees-the-edges',
      severity: 'error',
      from: { path: '^functions/handlers/(?!compose)' },
      to: { path: '^functions/(adapters|connectors)/', dependencyTypesNot: ['type-only'] },
    },
    {
      // Besides types, lib may use the policy and its durations: they are validated at synth (ADR 0003).
      name: 'infra-takes-only-types-from-functions',
      severity: 'error',
      from: { path: '^(lib/|bin/app[.]ts)' },
      to: {
        path: '^functions/',
        pathNot: '^functions/domain/(policy|time)[.]ts$',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      // The CLI is a composition root like functions/handlers/compose.ts (ADR 0004).
      name: 'only-the-cli-compose-sees-the-edges',
      severity: 'error',
      from: { path: '^bin/(?!compose)' },
      to: {
        path: '^functions/(adapters|connectors|platform|handlers)/',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'commands-do-not-compose',
      severity: 'error',
      from: { path: '^bin/(?!grantline[.]ts$|compose)' },
      to: { path: '^bin/(compose[^/]*|grantline)[.]ts$' },
    },
    {
      name: 'the-cli-shares-nothing-with-the-cdk-app',
      severity: 'error',
      from: { path: '^bin/(?!app[.]ts$)' },
      to: { path: '^(lib|local|test)/|^bin/app[.]ts$|node_modules/(aws-cdk-lib|constructs)/' },
    },
    {
      name: 'runtime-never-imports-infra',
      severity: 'error',
      from: { path: '^(functions|events)/' },
      to: { path: '^(lib|bin|test|local)/|node_modules/(aws-cdk-lib|constructs)/' },
    },
    {
      name: 'no-dev-dependency-at-runtime',
      severity: 'error',
      from: { path: '^(functions|events)/' },
      to: {
        dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'],
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      // Simulators are the vendors' side of the wire: they share no code with the connectors they prove.
      name: 'simulators-share-nothing-with-connectors',
      severity: 'error',
      from: { path: '^local/simulators/' },
      to: { path: '^(functions|lib|bin|events)/' },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
