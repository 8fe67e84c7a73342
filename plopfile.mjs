// What plop finds: Node itself does not read TypeScript, so the plopfile proper is loaded through tsx.
import { tsImport } from 'tsx/esm/api'

const { default: plopfile } = await tsImport('./plopfile.ts', import.meta.url)

export default plopfile
