/** Imports run one way (docs/architecture.md): commands → generators → render → fleet, commands → tree. */
const forbid = (name, from, to) => ({ name, severity: 'error', from: { path: from }, to: { path: to } })

module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    forbid('fleet-stands-alone', '^src/fleet', '^(src/(render|tree|tools|commands)|generators)'),
    forbid('tree-stands-alone', '^src/tree', '^(src/(fleet|render|tools|commands)|generators)'),
    forbid('yaml-stands-alone', '^src/yaml', '^(src/(fleet|render|tree|tools|commands|pack)|generators)'),
    forbid('pack-above-tree-only', '^src/pack', '^(src/(fleet|render|tools|commands)|generators)'),
    forbid('pack-for-commands-only', '^(src/(fleet|render|tree|tools)|generators)', '^src/pack'),
    forbid('tools-stand-alone', '^src/tools', '^(src/(fleet|render|tree|commands)|generators)'),
    forbid('render-below-generators', '^src/render', '^(src/(commands|tools)|generators)'),
    forbid('generators-below-commands', '^generators', '^src/(commands|tools)'),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
  },
}
