import { defineConfig } from 'vitest/config'
import { memoryFolder } from './test/memory-folder.ts'
import { precompiledTemplates } from './test/precompiled-templates.ts'

const memory = memoryFolder()
if (process.env.TMPDIR === undefined && memory !== undefined) process.env.TMPDIR = memory

export default defineConfig({
  test: {
    // Most of the time goes into programs that tests start and wait for.
    maxWorkers: 3,
    projects: [
      {
        plugins: [precompiledTemplates()],
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/conformance/**'],
          setupFiles: ['test/fast-check-seed.ts'],
          testTimeout: 60_000,
          // A test that expects nothing can't fail.
          expect: { requireAssertions: true },
          // Our modules keep nothing but what they worked out, so that files of tests can share them.
          isolate: false,
        },
      },
      {
        plugins: [precompiledTemplates()],
        test: {
          name: 'conformance',
          include: ['test/conformance/**/*.test.ts'],
          setupFiles: ['test/fast-check-seed.ts'],
          expect: { requireAssertions: true },
          testTimeout: 600_000,
          hookTimeout: 600_000,
        },
      },
    ],
  },
})
