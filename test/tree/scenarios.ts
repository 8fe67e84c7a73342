import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type ApplyResult, applyPlan } from '../../src/tree/apply-plan.ts'
import { Disk } from '../../src/tree/disk.ts'
import { type FileOperations, realFiles } from '../../src/tree/files.ts'
import type { Prepare } from '../../src/tree/job.ts'
import { makePlan, Plan } from '../../src/tree/plan.ts'
import { findLastRun, planUndo } from '../../src/tree/plan-undo.ts'
import { Tree } from '../../src/tree/tree.ts'

/** A way to apply a plan below a folder: in `work` is what matters, `state` is the state directory. */
export interface Scenario {
  root(folder: string): string
  setUp(folder: string): void | Promise<void>
  run(folder: string, options: { fs?: FileOperations; prepare?: Prepare }): Promise<ApplyResult>
}

const gitFolder: Prepare = (staging) => {
  mkdirSync(join(staging, '.git/refs'), { recursive: true })
  writeFileSync(join(staging, '.git/HEAD'), 'ref: refs/heads/main\n')
}

const privateFiles = [{ path: '.age/fleet.agekey', content: 'not a real key\n' }]

function fleetTree(): Tree {
  return new Tree()
    .add('README.md', '# Fleet\n', { kind: 'seed' })
    .add('.age/.gitignore', '*\n')
    .add('clusters/staging/apps.yaml', 'kind: Kustomization\n')
    .add('clusters/staging/flux-system/kustomization.yaml', 'resources: []\n', { kind: 'handed-over' })
    .add('apps/base/podinfo/release.yaml', 'kind: HelmRelease\n')
    .add('scripts/validate.sh', '#!/bin/sh\n', { executable: true })
}

function put(root: string, path: string, content: string, mode = 0o644): void {
  mkdirSync(join(root, path, '..'), { recursive: true })
  writeFileSync(join(root, path), content)
  chmodSync(join(root, path), mode)
}

const state = (folder: string) => join(folder, 'state')

const fresh: Scenario = {
  root: (folder) => join(folder, 'work/of/a-team/fleet'),
  setUp: (folder) => mkdirSync(join(folder, 'work')),
  async run(folder, options) {
    const root = this.root(folder)
    const disk = new Disk(root)
    const plan = await makePlan({ theirs: fleetTree(), disk, onConflict: 'fail', privateFiles })
    return applyPlan(plan, { root, stateDirectory: state(folder), prepare: gitFolder, ...options })
  },
}

const existing: Scenario = {
  root: (folder) => join(folder, 'work'),
  setUp(folder) {
    put(this.root(folder), 'notes.txt', 'mine\n', 0o600)
    put(this.root(folder), 'clusters/production/mine.yaml', 'kind: Mine\n')
    put(this.root(folder), 'README.md', '# Fleet\r\n')
  },
  run: fresh.run,
}

const replacing: Scenario = {
  root: existing.root,
  setUp(folder) {
    put(this.root(folder), '.git/HEAD', 'ref: refs/heads/mine\n')
    put(this.root(folder), 'README.md', '# My own words, which are rather longer\n', 0o640)
    put(this.root(folder), 'scripts/validate.sh', '#!/bin/bash\n', 0o600)
    put(this.root(folder), 'clusters/staging/apps.yaml', 'kind: Other\n')
  },
  async run(folder, options) {
    const root = this.root(folder)
    const disk = new Disk(root)
    const plan = await makePlan({ theirs: fleetTree(), disk, onConflict: 'replace', privateFiles })
    return applyPlan(plan, { root, stateDirectory: state(folder), prepare: gitFolder, ...options })
  },
}

const deleting: Scenario = {
  root: existing.root,
  setUp(folder) {
    put(this.root(folder), 'apps/gone.yaml', 'kind: Gone\n', 0o444)
    put(this.root(folder), 'apps/merged.yaml', 'kind: Ours\n')
  },
  run(folder, options) {
    const root = this.root(folder)
    const disk = new Disk(root)
    const seen = new Map(
      ['apps/gone.yaml', 'apps/merged.yaml'].map((path) => {
        const found = disk.look(path)
        if (found.type !== 'file') throw new Error(`${path} is not there`)
        return [path, found.fingerprint]
      }),
    )
    const common = { kind: 'managed', executable: false } as const
    const plan = new Plan({
      root,
      rootExists: true,
      seen,
      changes: [
        { ...common, path: 'apps/gone.yaml', action: 'delete', before: 'kind: Gone\n' },
        {
          ...common,
          path: 'apps/merged.yaml',
          action: 'merge',
          before: 'kind: Ours\n',
          after: 'kind: Both\n',
        },
        { ...common, path: 'apps/new/new.yaml', action: 'create', after: 'kind: New\n' },
      ],
    })
    return applyPlan(plan, { root, stateDirectory: state(folder), ...options })
  },
}

/** Repositories side by side, each with a `.git` of its own, in a folder that is there. */
const several: Scenario = {
  root: existing.root,
  setUp(folder) {
    put(this.root(folder), 'notes.txt', 'mine\n')
  },
  async run(folder, options) {
    const root = this.root(folder)
    const theirs = new Tree()
      .add('fleet/clusters/staging/apps.yaml', 'kind: Kustomization\n')
      .add('platform/apps/base/release.yaml', 'kind: HelmRelease\n')
      .add('platform/README.md', '# Platform\n', { kind: 'seed' })
    const plan = await makePlan({ theirs, disk: new Disk(root), onConflict: 'fail' })
    const prepare: Prepare = async (staging) => {
      for (const repository of ['fleet', 'platform']) await gitFolder(join(staging, repository))
    }
    return applyPlan(plan, { root, stateDirectory: state(folder), prepare, ...options })
  },
}

/** A run that replaced, deleted and made files is taken back. */
const undoing: Scenario = {
  root: existing.root,
  async setUp(folder) {
    deleting.setUp(folder)
    await deleting.run(folder, {})
  },
  async run(folder, { fs = realFiles }) {
    const last = findLastRun(this.root(folder), state(folder), fs)
    if (last?.record.mode !== 'into') throw new Error('no run is recorded')
    const { plan } = planUndo(last, last.record, fs)
    return applyPlan(plan, { root: last.root, stateDirectory: state(folder), undoes: true, fs })
  },
}

export const scenarios: Record<string, Scenario> = { fresh, existing, replacing, deleting, several, undoing }
