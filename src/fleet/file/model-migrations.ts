import type { FleetIssue } from '../issue.ts'
import { MODEL_VERSION } from '../schema/fleet-schema.ts'

type Data = Record<string, unknown>

/** Makes a model of one version what the next version has it as. */
export interface ModelMigration {
  from: number
  /** What it does, in words that come behind a colon: `stages are called environments`. */
  name: string
  /**
   * Takes what a `flux-fleet.yaml` or a lock holds, without defaults, and gives the same in the words of the next
   * version. It changes nothing of what it is given, sets no `version`, and leaves alone what it does not
   * understand: what is wrong with a model is said by the schema.
   */
  migrate(data: Data): Data
}

/** All migrations, in order: from the first version that was ever released to `MODEL_VERSION`. */
export const MODEL_MIGRATIONS: readonly ModelMigration[] = []

/** What the migrations do that a model of some version needs, in words. */
export function migrationsFrom(
  version: unknown,
  migrations: readonly ModelMigration[] = MODEL_MIGRATIONS,
): string[] {
  if (!Number.isInteger(version)) return []
  return migrations.filter(({ from }) => from >= (version as number)).map(({ name }) => name)
}

/**
 * What a `flux-fleet.yaml` or a lock holds, in the words of the version that this generator knows. What it holds
 * is given as it is when it is of that version, or says none.
 * @returns what is wrong where the version is one that only a newer generator knows
 */
export function migrateModel(
  data: unknown,
  migrations: readonly ModelMigration[] = MODEL_MIGRATIONS,
): { data: unknown } | { issues: FleetIssue[] } {
  if (typeof data !== 'object' || data === null || Array.isArray(data)) return { data }
  const { version } = data as Data
  if (!Number.isInteger(version) || version === MODEL_VERSION) return { data }
  if ((version as number) > MODEL_VERSION)
    return {
      issues: [
        {
          path: ['version'],
          message: `is ${version}, and this version of create-flux-fleet knows ${MODEL_VERSION} at most: a newer one wrote it, so run the command with npm create flux-fleet@latest`,
        },
      ],
    }
  return {
    data: migrations
      .filter(({ from }) => from >= (version as number))
      .reduce((older, { from, migrate }) => ({ ...migrate(older), version: from + 1 }), data as Data),
  }
}
