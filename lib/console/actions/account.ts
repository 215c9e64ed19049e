'use server'

import { callOf } from '#lib/members/call-of.ts'
import { ChangePasswordInput, ConfirmSecondFactorInput, EndSessionInput, ProofInput } from '#lib/members/schemas.ts'
import { services } from '#lib/runtime/services.ts'
import { memberAction } from './define-action.ts'

/** Changes one's own password; every other session ends with it. */
export const changePassword = memberAction({
  permission: 'perfil:administrar',
  input: ChangePasswordInput,
  run: (input, live, visitor) => services().members.changePassword(callOf(live, visitor), input),
})

/** Ends another of one's own sessions, at once and wherever it is. */
export const endSession = memberAction({
  permission: 'perfil:administrar',
  input: EndSessionInput,
  async run(input, live, visitor) {
    await services().members.endSession(callOf(live, visitor), input)
    return null
  },
})

/** A new secret for an authenticator app, as text and as the address that apps read from a picture. */
export const beginSecondFactor = memberAction({
  permission: 'perfil:administrar',
  input: ProofInput,
  run: (input, live, visitor) => services().members.beginSecondFactor(callOf(live, visitor), input),
})

export const confirmSecondFactor = memberAction({
  permission: 'perfil:administrar',
  input: ConfirmSecondFactorInput,
  run: (input, live, visitor) => services().members.confirmSecondFactor(callOf(live, visitor), input),
})

export const removeSecondFactor = memberAction({
  permission: 'perfil:administrar',
  input: ProofInput,
  run: (input, live, visitor) => services().members.removeSecondFactor(callOf(live, visitor), input),
})
