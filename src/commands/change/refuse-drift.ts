import { describeChange, isSameFleet } from '../../fleet/file/fleet-texts.ts'
import { EXIT, Failure } from '../command-line/failure.ts'
import { ownLine } from '../command-line/own-command.ts'
import { type OpenFleet, wantedFleet } from '../repositories/open-fleet.ts'

/**
 * Refuses a change while `flux-fleet.yaml` says what was not applied: it would be applied along, unseen.
 * @throws Failure that names it
 */
export function refuseDrift({ applied, file, library }: OpenFleet): void {
  const { fleet } = wantedFleet(file, library)
  if (isSameFleet(applied, fleet)) return
  const lines = describeChange(applied, fleet).map((line) => `  ${line}`)
  throw new Failure(
    EXIT.conflict,
    `${file.name} says what was not applied yet:\n${lines.join('\n')}\nRun "${ownLine(['apply'])}" first. Nothing was written.`,
  )
}
