// The layers: core <- agents <- commands. Agents meet in the workspace, never in each other's code.
module.exports = {
  forbidden: [
    {
      name: 'core-uses-neither-agents-nor-commands',
      severity: 'error',
      from: { path: '^src/core/' },
      to: { path: '^src/(agents|commands)/' },
    },
    {
      name: 'agents-do-not-use-commands',
      severity: 'error',
      from: { path: '^src/agents/' },
      to: { path: '^src/commands/' },
    },
    {
      name: 'agents-do-not-use-each-other',
      severity: 'error',
      from: { path: '^src/agents/([^/]+)/' },
      to: { path: '^src/agents/[^/]+/', pathNot: '^src/agents/$1/' },
    },
    {
      name: 'state-logic-knows-no-react-and-no-commander',
      severity: 'error',
      from: { path: '^src/(core|agents)/' },
      to: { path: 'node_modules/(react|ink|commander)/' },
    },
    {
      name: 'no-circular',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: 'specify',
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
      extensions: ['.ts', '.tsx', '.js'],
    },
  },
};
