import { describe, expect, it } from 'vitest'
import type { Change } from '../../src/tree/plan.ts'
import { drawTree, listChanges } from '../../src/tree/plan-list.ts'

const paths = ['apps/b/x.yaml', 'apps/a.yaml', 'README.md', 'clusters/staging/apps.yaml']

describe('drawTree', () => {
  it('draws folders and files, sorted', () => {
    expect(drawTree(paths)).toEqual([
      '├── README.md',
      '├── apps/',
      '│   ├── a.yaml',
      '│   └── b/',
      '│       └── x.yaml',
      '└── clusters/',
      '    └── staging/',
      '        └── apps.yaml',
    ])
  })

  it('draws with ASCII', () => {
    expect(drawTree(paths, { ascii: true })).toEqual([
      '|-- README.md',
      '|-- apps/',
      '|   |-- a.yaml',
      '|   `-- b/',
      '|       `-- x.yaml',
      '`-- clusters/',
      '    `-- staging/',
      '        `-- apps.yaml',
    ])
  })

  it('collapses large folders, but never the root', () => {
    const many = [1, 2, 3, 4].map((n) => `many/${n}/file.yaml`)
    expect(drawTree([...many, 'a', 'b', 'c', 'few/1', 'few/2', 'few/3'], { limit: 3 })).toEqual([
      '├── a',
      '├── b',
      '├── c',
      '├── few/',
      '│   ├── 1',
      '│   ├── 2',
      '│   └── 3',
      '└── many/ (4 files)',
    ])
  })

  it('collapses deep folders', () => {
    expect(drawTree(paths, { depth: 2 })).toEqual([
      '├── README.md',
      '├── apps/',
      '│   ├── a.yaml',
      '│   └── b/ (1 file)',
      '└── clusters/',
      '    └── staging/ (1 file)',
    ])
  })

  it('draws nothing for nothing', () => {
    expect(drawTree([])).toEqual([])
  })
})

describe('listChanges', () => {
  it('says what becomes of files, and leaves out what stays', () => {
    const change = (path: string, action: Change['action']): Change => ({
      path,
      action,
      kind: 'managed',
      executable: false,
    })
    const changes = [
      change('a', 'create'),
      change('b', 'update'),
      change('c', 'unchanged'),
      change('d', 'keep'),
      change('e', 'conflict'),
    ]
    expect(drawTree(listChanges(changes))).toEqual([
      '├── a',
      '├── b (replaced)',
      '├── d (kept as it is)',
      '└── e (conflict)',
    ])
  })
})
