import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { LibraryError } from '../../../src/render/templates/library.ts'
import { readTemplateFiles } from '../../../src/render/templates/template-files.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pack-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const ENTRY = `name: web
title: Web
description: A web server
group: internal
layer: apps
namespace: web
`

/** Reads a catalog of a company's own that has these files. */
function readCatalog(files: Record<string, string>) {
  for (const [path, text] of Object.entries({ 'web/component.yaml': ENTRY, ...files })) {
    const file = join(folder, 'catalog', path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
  }
  return readTemplateFiles(join(folder, 'templates'), join(folder, 'catalog'))
}

describe('a catalog of a company’s own', () => {
  it('may provide capabilities and depend on them', () => {
    const { catalog, texts } = readCatalog({
      'web/component.yaml': `${ENTRY}provides:\n  - gateway-api\nsingleReplica: it keeps files\n`,
      'web/values.with-gateway.yaml': 'route: true\n',
      'web/configs/route.yaml.hbs': '{{#if has.[gateway-api]}}a: 1{{/if}}\n',
    })
    expect(catalog).toMatchObject([
      { name: 'web', provides: ['gateway-api'], singleReplica: 'it keeps files' },
    ])
    expect([...texts.keys()].sort()).toEqual([
      'catalog/web/configs/route.yaml.hbs',
      'catalog/web/values.with-gateway.yaml',
    ])
  })

  it.each([
    ['web/component.yaml', `${ENTRY}provides:\n  - gateway-apis\n`, 'provides.0: "gateway-apis"'],
    ['web/values.with-gateway-apis.yaml', 'route: true\n', '"gateway-apis"'],
    ['web/configs/route.yaml.hbs', '{{#if has.[gateway-apis]}}a: 1{{/if}}\n', '"gateway-apis"'],
    ['web/configs/production/route.yaml.hbs', '{{#if has.gateway-apis}}a: 1{{/if}}\n', '"gateway-apis"'],
  ])('names no capability that there is not: %s', (path, text, where) => {
    expect(() => readCatalog({ [path]: text })).toThrow(
      new LibraryError(`catalog/${path}: ${where} is no capability, did you mean "gateway-api"?`),
    )
  })
})
