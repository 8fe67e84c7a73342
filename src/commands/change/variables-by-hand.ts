import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseAllDocuments } from 'yaml'
import type { VariablesByHand } from '../../render/clusters/variables.ts'
import type { OpenFleet } from '../repositories/open-fleet.ts'

/** What is read of a document. */
interface Document {
  kind?: unknown
  data?: unknown
}

/**
 * The variables that the ConfigMaps in the folder of a cluster hold on the disk: those of `cluster-vars`, and of
 * others that people name in `substituteFrom`. What can't be read as YAML sets none.
 */
export function variablesByHand({ folder }: Pick<OpenFleet, 'folder'>): VariablesByHand {
  return (clusterFolder) => namesIn(join(folder, clusterFolder))
}

function namesIn(folder: string): string[] {
  if (!existsSync(folder)) return []
  const files = readdirSync(folder, { withFileTypes: true }).filter(
    (entry) => entry.isFile() && /\.ya?ml$/.test(entry.name),
  )
  return files.flatMap(({ name }) => {
    const text = readFileSync(join(folder, name), 'utf8')
    if (!text.includes('ConfigMap')) return []
    return parseAllDocuments(text).flatMap((document) => {
      if (document.errors.length > 0) return []
      const { kind, data } = (document.toJS() ?? {}) as Document
      return kind === 'ConfigMap' && data !== null && typeof data === 'object' ? Object.keys(data) : []
    })
  })
}
