// A process of its own that applies the plan of a scenario, to be killed or kept waiting by a test.
import { filesWith } from './faulty-files.ts'
import { scenarios } from './scenarios.ts'

const [name = '', folder = '', killAt = '', half = ''] = process.argv.slice(2)
const scenario = scenarios[name]
if (!scenario) throw new Error(`no scenario ${name}`)

if (killAt === 'wait') {
  // Says that it is in the middle of a run, and goes on when told so.
  const prepare = () =>
    new Promise<void>((resolve) => {
      process.once('message', () => resolve())
      process.send?.('waiting')
    })
  await scenario.run(folder, { prepare })
  process.disconnect()
} else {
  const { fs } = filesWith((number, _operation, doHalf) => {
    if (number !== Number(killAt)) return
    if (half === 'half') doHalf()
    process.kill(process.pid, 'SIGKILL')
  })
  await scenario.run(folder, { fs })
}
