import type { z } from 'zod'
import type { Audience } from '#lib/access/roles.ts'
import { type DebtFile, DebtFileSchema } from '#lib/systems/debts/schemas.ts'
import { type MovementFile, MovementFileSchema } from '#lib/systems/movements/schemas.ts'
import { type ScoreFile, ScoreFileSchema } from '#lib/systems/score/schemas.ts'
import { type Ask, type Circumstances, shownHeaders } from './ask.ts'
import { type LookUp, type Refused, readLookUp, type Unavailable, unavailable } from './look-up.ts'
import type { MemberCaller } from './member-caller.ts'
import type { MemberTokens } from './member-tokens.ts'

/** Who is looked up: exactly one way of saying it, as `POST …/consultas` takes it. */
export type Subject =
  | { cpf: string }
  | { cartao: string }
  | { ref: string }
  | { nome: string }
  | { endereco: { logradouro: string; numero: string; cep?: string } }

export type LookUpOptions = Circumstances & {
  /** Filters of the look-up, members of the body beside the subject. */
  filters?: Readonly<Record<string, string | number>>
}

/** A call as it went and what came back, for showing; the credential is left out. */
export type ShownCall = { request: { method: string; path: string; headers: Readonly<Record<string, string>> } } & (
  | { kind: 'answered'; status: number; headers: Readonly<Record<string, string>>; body: string; tookMs: number }
  | Unavailable
  | Refused
)

/** What each system knows of a person, as it says it. */
export type Files = { sistema1: DebtFile; sistema2: ScoreFile; sistema3: MovementFile }

const SCHEMAS: { [System in Audience]: z.ZodType<Files[System]> } = {
  sistema1: DebtFileSchema,
  sistema2: ScoreFileSchema,
  sistema3: MovementFileSchema,
}

export type SystemsGateway = {
  [System in Audience]: (
    caller: MemberCaller,
    subject: Subject,
    options: LookUpOptions,
  ) => Promise<LookUp<Files[System]>>
} & {
  show(system: Audience, caller: MemberCaller, subject: Subject, options: LookUpOptions): Promise<ShownCall>
  /** On sign-out: what was cached for the session is dropped. */
  forget: MemberTokens['forget']
}

export type SystemsDeps = { ask: Ask; tokens: Pick<MemberTokens, 'forget'> }

/** Look-ups in the three systems for a signed-in member. Outages and refusals are answers here, not exceptions. */
export function createSystemsGateway({ ask: askSystem, tokens }: SystemsDeps): SystemsGateway {
  const ask = (system: Audience, caller: MemberCaller, subject: Subject, options: LookUpOptions) =>
    askSystem(
      system,
      caller,
      { method: 'POST', path: pathOf(system), body: { ...subject, ...options.filters } },
      options,
    )

  function lookUpIn<System extends Audience>(system: System) {
    return async (caller: MemberCaller, subject: Subject, options: LookUpOptions): Promise<LookUp<Files[System]>> => {
      const outcome = await ask(system, caller, subject, options)
      if (outcome.kind === 'refused' || outcome.kind === 'unavailable') return outcome
      return readLookUp(outcome, SCHEMAS[system], caller.requestId)
    }
  }

  return {
    sistema1: lookUpIn('sistema1'),
    sistema2: lookUpIn('sistema2'),
    sistema3: lookUpIn('sistema3'),
    async show(system, caller, subject, options) {
      const request = { method: 'POST', path: pathOf(system), headers: shownHeaders(caller, options) }
      const outcome = await ask(system, caller, subject, options)
      if (outcome.kind === 'refused' || outcome.kind === 'unavailable') return { request, ...outcome }
      if (outcome.kind === 'failed') {
        const base = { tookMs: outcome.tookMs, requestId: caller.requestId }
        return { request, ...unavailable(base, outcome.reason, null, outcome.retryAfterSeconds ?? null) }
      }
      const { status, headers, body, tookMs } = outcome
      return {
        request,
        kind: 'answered',
        status,
        headers: Object.fromEntries(headers),
        body: body.toString('utf8'),
        tookMs,
      }
    },
    forget: tokens.forget,
  }
}

function pathOf(system: Audience): string {
  return `/v1/${system}/consultas`
}
