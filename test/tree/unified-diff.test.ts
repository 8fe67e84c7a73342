import { describe, expect, it } from 'vitest'
import { unifiedDiff } from '../../src/tree/unified-diff.ts'

describe('unifiedDiff', () => {
  it('shows what is created, changed and deleted', async () => {
    expect(await unifiedDiff({ path: 'a/b.yaml', after: 'x\ny\n' })).toBe(
      '--- /dev/null\n+++ b/a/b.yaml\n@@ -0,0 +1,2 @@\n+x\n+y\n',
    )
    expect(await unifiedDiff({ path: 'a/b.yaml', before: 'x\n' })).toBe(
      '--- a/a/b.yaml\n+++ /dev/null\n@@ -1,1 +0,0 @@\n-x\n',
    )
    expect(
      await unifiedDiff({
        path: 'b',
        before: '1\n2\n3\n4\n5\n6\n7\n8\n9\n',
        after: '1\n2\n3\n4\n5\n6\n7\n8\n10\n',
      }),
    ).toBe('--- a/b\n+++ b/b\n@@ -6,4 +6,4 @@\n 6\n 7\n 8\n-9\n+10\n')
  })

  it('is empty where nothing changes, or only line endings', async () => {
    expect(await unifiedDiff({ path: 'a' })).toBe('')
    expect(await unifiedDiff({ path: 'a', before: 'x\n', after: 'x\n' })).toBe('')
    expect(await unifiedDiff({ path: 'a', before: 'x\r\ny\r\n', after: 'x\ny\n' })).toBe('')
  })

  it('shows bytes that are text, and says of others only that they differ', async () => {
    const [text, image] = [Buffer.from('x\n'), Buffer.from([0x89, 0x50, 0xff, 0x0a])]
    expect(await unifiedDiff({ path: 'a', before: text, after: 'y\n' })).toBe(
      '--- a/a\n+++ b/a\n@@ -1,1 +1,1 @@\n-x\n+y\n',
    )
    expect(await unifiedDiff({ path: 'a', before: image })).toBe('Binary files a/a and /dev/null differ\n')
    expect(await unifiedDiff({ path: 'a', before: image, after: text })).toBe(
      'Binary files a/a and b/a differ\n',
    )
    expect(await unifiedDiff({ path: 'a', before: image, after: Buffer.from(image) })).toBe('')
  })
})
