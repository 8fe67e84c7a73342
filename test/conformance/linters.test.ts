import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { makeRepository, repositoriesIn, temporaryFolder } from './fleets.ts'
import { actionlint, markdownlint, shellcheck, uniqueFiles, yamllint } from './linters.ts'
import { MATRIX } from './matrix.ts'

const root = temporaryFolder('linters')
/** The repositories of each case. */
const made: string[][] = []
let repositories: string[]
const CHART = /(^|\/)charts\//

beforeAll(async () => {
  for (const { name, input } of MATRIX) {
    const folder = join(root, name)
    const fleet = await makeRepository(folder, input)
    made.push(repositoriesIn(folder, fleet).map((repository) => repository.root))
  }
  repositories = made.flat()
})

describe('what is generated', () => {
  it('is YAML that yamllint likes', () => {
    const { paths } = uniqueFiles(repositories, /\.ya?ml$/)
    expect(paths.length).toBeGreaterThan(500)
    expect(yamllint(paths.filter((path) => !CHART.test(path)))).toEqual([])
  })

  it('has workflows that actionlint likes, with the scripts in them', () => {
    const { paths, all } = uniqueFiles(repositories, /^\.github\/workflows\/.*\.ya?ml$/)
    expect(all).toBe(repositoriesWith('github').length)
    expect(paths.length).toBeGreaterThan(3)
    expect(actionlint(paths)).toEqual([])
  })

  it('has scripts that shellcheck and bash like', () => {
    const { paths, all } = uniqueFiles(repositories, /^scripts\/.*\.sh$/)
    // build.sh and validate.sh
    expect(all).toBe(2 * repositories.length)
    expect(shellcheck(paths)).toEqual([])
  })

  it('has Markdown that markdownlint likes, by the rules in the repository', () => {
    expect(markdownlint([root])).toEqual([])
  })

  it('has a GitLab pipeline with one job that validates merge requests and the branch', () => {
    const { paths, all } = uniqueFiles(repositories, /^\.gitlab-ci\.yml$/)
    expect(all).toBe(repositoriesWith('gitlab').length)
    for (const path of paths) {
      const pipeline = parse(readFileSync(path, 'utf8')) as {
        workflow: { rules: { if: string }[] }
        variables: Record<string, unknown>
        validate: { image: string; before_script: unknown[]; script: string[] }
      }
      expect(Object.keys(pipeline).sort()).toEqual(['validate', 'variables', 'workflow'])
      expect(pipeline.workflow.rules.map((rule) => rule.if)).toEqual([
        '$CI_PIPELINE_SOURCE == "merge_request_event"',
        '$CI_COMMIT_BRANCH == $FLEET_BRANCH',
      ])
      for (const value of Object.values(pipeline.variables)) expect(typeof value).toBe('string')
      expect(pipeline.validate.image).toMatch(/^[a-z/.-]+:[0-9.]+$/)
      expect(pipeline.validate.script).toContain('scripts/validate.sh')
      const commands = [...pipeline.validate.before_script, ...pipeline.validate.script]
      for (const command of commands) expect(typeof command).toBe('string')
    }
  })

  it('has GitLab jobs whose shell commands shellcheck likes', () => {
    const { paths } = uniqueFiles(repositories, /^\.gitlab-ci\.yml$/)
    const scripts = writeScripts(
      paths.map((path) => {
        const { validate } = parse(readFileSync(path, 'utf8')) as {
          validate: { before_script: string[]; script: string[] }
        }
        return ['#!/bin/sh', 'set -e', ...validate.before_script, ...validate.script, ''].join('\n')
      }),
    )
    // Variables of the pipeline come from outside.
    expect(shellcheck(scripts).filter((line) => !/\[SC2154\]/.test(line))).toEqual([])
  })

  it('has a renovate.json that parses, with a rule for each production environment', () => {
    const { paths, all } = uniqueFiles(repositories, /^renovate\.json$/)
    expect(all).toBe(repositories.length)
    for (const path of paths) {
      const config = JSON.parse(readFileSync(path, 'utf8')) as {
        extends: string[]
        customManagers: { matchStrings: string[] }[]
        packageRules: object[]
      }
      expect(config.extends).toContain('helpers:pinGitHubActionDigests')
      expect(config.packageRules.length).toBeGreaterThan(1)
      for (const { matchStrings } of config.customManagers) {
        for (const text of matchStrings) expect(new RegExp(text).source).not.toBe('')
      }
    }
  })
})

/** The repositories of the cases with a CI system. */
function repositoriesWith(ci: string): string[] {
  return made.filter((_, index) => MATRIX[index]!.input.ci === ci).flat()
}

/** Writes texts into files of their own; gives their paths. */
function writeScripts(texts: readonly string[]): string[] {
  const folder = join(root, 'scripts')
  mkdirSync(folder, { recursive: true })
  return texts.map((text, index) => {
    const path = join(folder, `${index}.sh`)
    writeFileSync(path, text)
    return path
  })
}
