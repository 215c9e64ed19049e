'use server'

import {
  AcceptInvitationInput,
  FindInvitationInput,
  RequestPasswordResetInput,
  ResetPasswordInput,
} from '#lib/members/schemas.ts'
import { services } from '#lib/runtime/services.ts'
import { visitorAction } from './define-action.ts'

/** The ways in for somebody who isn't signed in. Tokens come in bodies: their addresses carry them only as fragments. */

export const requestPasswordReset = visitorAction({
  input: RequestPasswordResetInput,
  run: (input, visitor) => services().members.requestPasswordReset(visitor, input),
})

export const resetPassword = visitorAction({
  input: ResetPasswordInput,
  run: (input, visitor) => services().members.resetPassword(visitor, input),
})

export const findInvitation = visitorAction({
  input: FindInvitationInput,
  run: (input, visitor) => services().members.findInvitation(visitor, input),
})

export const acceptInvitation = visitorAction({
  input: AcceptInvitationInput,
  run: (input, visitor) => services().members.acceptInvitation(visitor, input),
})
