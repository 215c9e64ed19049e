'use client'

import { LogIn } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import type { Role } from '#lib/access/roles.ts'
import { type SignInAnswer, signIn } from '../access/sign-in.ts'
import { waitOf } from '../format/wait.ts'
import { Button } from '../ui/button.tsx'
import { CopyButton } from '../ui/copy-button.tsx'
import { Notice } from '../ui/notice.tsx'

export type DemoSignInsProps = {
  signIns: readonly { email: string; password: string; role: Role; institution: string }[]
}

/** One row for each made-up person of the demo; one click signs in as them. */
export function DemoSignIns({ signIns }: DemoSignInsProps) {
  const t = useTranslations('home')
  const words = useTranslations('signIn')
  const roles = useTranslations('roles')
  const [busy, setBusy] = useState<string | null>(null)
  const [failure, setFailure] = useState<SignInAnswer | null>(null)
  const enter = async (email: string, password: string) => {
    setBusy(email)
    const answer = await signIn(email, password)
    if (answer.kind === 'signed_in') return window.location.assign('/entrar')
    setFailure(answer)
    setBusy(null)
  }
  return (
    <section aria-labelledby="demonstracao">
      <h2 id="demonstracao" className="mb-2 text-sm font-medium text-ink-2">
        {t('demo')}
      </h2>
      {failure && failure.kind !== 'signed_in' ? (
        <div className="mb-2">
          <Notice tone="danger" live>
            {failure.kind === 'throttled' ? t('demoThrottled', waitOf(failure.retryAfterSeconds)) : words(failure.kind)}
          </Notice>
        </div>
      ) : null}
      <ul className="divide-y rounded-lg border bg-surface">
        {signIns.map(({ email, password, role, institution }) => (
          <li key={email} className="flex items-center gap-3 px-4 py-2">
            <span className="min-w-0 flex-1">
              <span className="block truncate text-sm font-medium">{email}</span>
              <span className="block truncate text-xs text-ink-2">
                {roles(role)} · {institution}
              </span>
            </span>
            <CopyButton text={password} label={t('copyPassword', { email })} doneLabel={t('copied')} />
            <Button
              size="sm"
              pending={busy === email}
              aria-label={t('enterAs', { email })}
              onClick={() => void enter(email, password)}
            >
              <LogIn aria-hidden />
              {t('enter')}
            </Button>
          </li>
        ))}
      </ul>
      <p className="mt-2 text-xs text-ink-3">{t('demoNote')}</p>
    </section>
  )
}
