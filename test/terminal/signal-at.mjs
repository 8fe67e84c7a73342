// Loaded before the program: sends it a signal right before the file operation with the given number, or the
// first one whose name and paths match a pattern, and counts them.
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'

const { SIGNAL_AT, SIGNAL_AT_FIRST, SIGNAL, COUNT_FILE } = process.env
const { writeFileSync } = fs
let count = 0

for (const name of [
  'chmodSync',
  'fsyncSync',
  'mkdirSync',
  'renameSync',
  'rmdirSync',
  'rmSync',
  'unlinkSync',
  'utimesSync',
  'writeFileSync',
]) {
  const operation = fs[name]
  fs[name] = (...args) => {
    count += 1
    const isHere = SIGNAL_AT_FIRST
      ? new RegExp(SIGNAL_AT_FIRST).test([name, ...args].join(' '))
      : count === Number(SIGNAL_AT)
    if (isHere) process.kill(process.pid, SIGNAL)
    return operation(...args)
  }
}
syncBuiltinESMExports()
if (COUNT_FILE) process.on('exit', () => writeFileSync(COUNT_FILE, String(count)))
