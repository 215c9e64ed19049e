'use client'

import { useCallback, useState, useTransition } from 'react'
import type { ActionRefusal, ActionResult } from '#lib/console/actions/action-result.ts'

export type Act<Input, Value> = (input: Input) => Promise<ActionResult<Value>>

const UNREACHABLE: ActionRefusal = { code: 'fonte_indisponivel', requestId: '', fields: [], retryAfterSeconds: null }

/**
 * Calls a server action and keeps what came of it: whether it is under way, and why it was refused. A session that
 * ended meanwhile leads to the sign-in page and back.
 */
export function useAction<Input, Value>(action: Act<Input, Value>, onDone: (value: Value) => void) {
  const [pending, startTransition] = useTransition()
  const [refusal, setRefusal] = useState<ActionRefusal | null>(null)
  const run = useCallback(
    (input: Input) =>
      startTransition(async () => {
        const result = await settle(action, input)
        if (!result.ok && result.refusal.code === 'sessao_encerrada') return signInAgain()
        setRefusal(result.ok ? null : result.refusal)
        // After an await React wants to be told again that what follows belongs to the transition.
        if (result.ok) startTransition(() => onDone(result.value))
      }),
    [action, onDone],
  )
  return { pending, refusal, run, clear: () => setRefusal(null) }
}

async function settle<Input, Value>(action: Act<Input, Value>, input: Input): Promise<ActionResult<Value>> {
  try {
    return await action(input)
  } catch {
    // Actions answer their failures; what throws here is the way to the server.
    return { ok: false, refusal: UNREACHABLE }
  }
}

function signInAgain(): void {
  window.location.assign(`/entrar?volta=${encodeURIComponent(window.location.pathname)}`)
}
