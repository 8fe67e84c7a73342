import * as z from 'zod/mini'

/** Values of a Helm chart: what they mean the chart says. */
export const helmValues = z.record(z.string(), z.unknown())
