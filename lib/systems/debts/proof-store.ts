import { createHash } from 'node:crypto'
import type { ApproverId } from '#lib/kernel/ids.ts'
import type { Asker, ChangeOutcome } from './store.ts'

/** What may be proven, and of what the proof's target is the id. */
export type ProvenAct = 'grant.approved' | 'grant.refused' | 'mandate.approved' | 'approver.confirmed'

/** Good once, for a minute, for one act of one approver over one request. */
export type ProofId = string & { readonly __proof: true }

export type BegunProof =
  /** Too many were tried; nothing may be compared before then. */
  | { kind: 'wait'; seconds: number }
  | { kind: 'nobody' }
  | { kind: 'begun'; enrolment: ApproverId; passwordParameters: string; totpSecret: Buffer | null }

export type IssuedProof = { kind: 'issued'; proof: ProofId } | { kind: 'wrong' } | { kind: 'missing' }

export type Enrolment = {
  id: ApproverId
  passwordParameters: string
  /** SHA-256 of the stretched password. */
  passwordCheck: Buffer
  totpSecret: Buffer
}

/** Approvers' credentials, as the role that checks them; it decides on nothing. */
export type ProofStore = {
  /** Counts the attempt first. */
  beginProof(asker: Asker): Promise<BegunProof>
  /** Base A itself compares what the password was stretched to, and takes each thirty seconds' code once. */
  issueProof(
    asker: Asker,
    proof: { enrolment: ApproverId; act: ProvenAct; target: string; stretched: Buffer; totpStep: number | null },
  ): Promise<IssuedProof>
  enrolApprover(asker: Asker, enrolment: Enrolment): Promise<void>
  /** One's own phone's sealed secret, while it hasn't shown a code. */
  findUnshownTotp(asker: Asker, id: ApproverId): Promise<Buffer | null>
  showTotp(asker: Asker, id: ApproverId): Promise<ChangeOutcome>
}

/** What Base A compares a stretched password with. */
export function checkOf(stretched: Buffer): Buffer {
  return createHash('sha256').update(stretched).digest()
}
