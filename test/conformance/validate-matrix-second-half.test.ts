import { describe } from 'vitest'
import { itValidates } from './validate-matrix.ts'

describe('scripts/validate.sh passes', () => itValidates(1, 2))
