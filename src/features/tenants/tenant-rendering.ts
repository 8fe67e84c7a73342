import type { Rendering } from '../../render/contributor.ts'

/** What the files of tenants are made of. */
export type TenantRendering = Pick<Rendering, 'resolved' | 'library'>
