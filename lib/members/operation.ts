import type { Permission } from '#lib/access/permission-catalogue.ts'
import { type Changes, createPortalRecorder } from '#lib/audit/portal-trail.ts'
import { operationFactory } from '#lib/kernel/operation.ts'
import type { MembersContext } from './context.ts'
import type { InstitutionRows, MembersEvent } from './store.ts'

/** The portal has one kind of record: written in the transaction of the change itself. */
export const defineMembersOperation = operationFactory<
  Permission,
  MembersEvent,
  'committed',
  MembersContext,
  { changes: Changes<InstitutionRows> }
>(createPortalRecorder<MembersEvent, InstitutionRows, MembersContext>())
