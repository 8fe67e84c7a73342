/**
 * Imports run one way (docs/architecture.md): commands → generators → features → render → fleet, commands →
 * tree. `yaml` and `text` are for all.
 */
const forbid = (name, from, to) => ({ name, severity: 'error', from: { path: from }, to: { path: to } })

/** What schemas are made of, and know no other ones. */
const VALUE_SCHEMAS = 'addresses|entry-reference|key-notes|names|recipient|source-ref|value-titles'

module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    {
      // Text becomes a printed command in printers only.
      name: 'commands-by-printers',
      severity: 'error',
      from: { path: '^(src/(?!text/commands/)|generators)' },
      to: { path: '^src/text/commands/printed-command', dependencyTypesNot: ['type-only'] },
    },
    forbid('text-stands-alone', '^src/text', '^(src/(?!text)|generators)'),
    forbid('yaml-stands-alone', '^src/yaml', '^(src/(?!yaml|text)|generators)'),
    forbid(
      'fleet-stands-alone',
      '^src/fleet',
      '^(src/(?!fleet|yaml|text|features/[^/]+/(keys|section)\\.ts$)|generators)',
    ),
    // The keys of a feature in flux-fleet.yaml, and its list of entries there: the model puts them together, and
    // so they know nothing above it.
    forbid('features-keys-for-the-schema-only', '^src/fleet/(?!schema/|sections/)', '^src/features/'),
    forbid(
      'features-sections-stand-alone',
      '^src/features/([^/]+)/section\\.ts$',
      '^(src/(?!fleet|yaml|text|features/$1/)|generators)',
    ),
    forbid(
      'features-keys-stand-alone',
      '^src/features/[^/]+/keys\\.ts$',
      `^(src/(?!fleet/schema/(${VALUE_SCHEMAS})\\.ts$|yaml|text)|generators)`,
    ),
    forbid('tree-stands-alone', '^src/tree', '^(src/(?!tree|yaml|text)|generators)'),
    forbid('pack-above-tree-only', '^src/pack', '^(src/(fleet|features|render|tools|commands)|generators)'),
    forbid('pack-for-commands-only', '^(src/(fleet|features|render|tree|tools)|generators)', '^src/pack'),
    forbid('tools-stand-alone', '^src/tools', '^(src/(fleet|features|render|tree|commands)|generators)'),
    forbid('render-below-features', '^src/render', '^(src/(commands|tools|features)|generators)'),
    forbid('features-below-generators', '^src/features', '^(src/(commands|tools)|generators)'),
    forbid('generators-below-commands', '^generators', '^src/(commands|tools)'),
    forbid('commands-apart', '^src/commands/(?!main|command-table)', '^src/commands/[^/]+\\.ts$'),
    forbid(
      'command-line-stands-alone',
      '^src/commands/command-line/',
      '^src/commands/(answers|repositories|write|change|rename|create|upgrade)/',
    ),
    forbid(
      'answers-stand-alone',
      '^src/commands/answers/',
      '^src/commands/(repositories|write|change|rename|create|upgrade)/',
    ),
    forbid(
      'repositories-stand-alone',
      '^src/commands/repositories/',
      '^src/commands/(answers|write|change|rename|create|upgrade)/',
    ),
    forbid('write-below-change', '^src/commands/write/', '^src/commands/(change|rename|create|upgrade)/'),
    forbid('change-below-rename', '^src/commands/change/', '^src/commands/(rename|create|upgrade)/'),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
  },
}
