'use client'

import { PlugZap } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useCallback, useState } from 'react'
import { firstCalls } from '#lib/console/read/first-calls.ts'
import { CommandBlock } from '../documentation/command-block.tsx'
import { RefusalNotice } from '../forms/refusal-notice.tsx'
import { type Act, useAction } from '../forms/use-action.ts'
import { Button } from '../ui/button.tsx'
import { CopyButton } from '../ui/copy-button.tsx'
import { Notice } from '../ui/notice.tsx'
import { systemOfScope } from './scope-chips.tsx'

export type Made = { id: string; secret: string; scopes: string[]; pending: boolean }
export type Tried = { path: string; status: number; ms: number; accepted: boolean }
export type TryKey = Act<{ id: string; secret: string; door: 'token' | 'sistema3'; scope?: string }, Tried>

export type NewSecretProps = { made: Made; publicUrl: string; tryKey: TryKey }

/** A secret that was just made: shown this once, with what to paste into a shell and a call that tries it. */
export function NewSecret({ made, publicUrl, tryKey }: NewSecretProps) {
  const t = useTranslations('keys')
  const [tried, setTried] = useState<Tried | null>(null)
  const { run, pending, refusal } = useAction(
    tryKey,
    useCallback((value: Tried) => setTried(value), []),
  )
  // A token carries any scope but sistema3's, which takes the key itself.
  const scope = made.scopes.find((held) => systemOfScope(held) !== '3')
  const door = scope === undefined ? ({ door: 'sistema3' } as const) : ({ door: 'token', scope } as const)
  const variables = `CHAVE='${made.id}'\nSEGREDO='${made.secret}'\nCPF=''`
  const commands = firstCalls(publicUrl, made.scopes)
  return (
    <div className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-4">
      <Notice tone="warning">{t('secretOnce')}</Notice>
      <Shown label={t('id')} text={made.id} copyLabel={t('copyId')} doneLabel={t('copied')} />
      <Shown label={t('secret')} text={made.secret} copyLabel={t('copySecret')} doneLabel={t('copied')} />
      {made.pending ? (
        <Notice>{t('pendingSecret')}</Notice>
      ) : (
        <div className="grid gap-2">
          <div>
            <Button pending={pending} onClick={() => run({ id: made.id, secret: made.secret, ...door })}>
              <PlugZap aria-hidden />
              {t('tryIt')}
            </Button>
          </div>
          {tried ? (
            <Notice
              tone={tried.accepted ? 'success' : 'danger'}
              title={t(tried.accepted ? 'triedGood' : 'triedBad')}
              live
            >
              <span className="font-mono text-xs">
                {t('tried', { door: tried.path, status: String(tried.status), ms: tried.ms })}
              </span>
              <span>{tried.status === 400 && tried.accepted ? ` · ${t('triedNobody')}` : ''}</span>
            </Notice>
          ) : null}
          <RefusalNotice refusal={refusal} />
        </div>
      )}
      {commands.length > 0 ? (
        <section className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-2">
          <h3 className="text-sm font-medium">{t('firstCalls')}</h3>
          <p className="text-xs text-ink-3">{t('commandsNote')}</p>
          <CommandBlock command={variables} copyLabel={t('copyCommand')} copiedLabel={t('copied')} />
          {commands.map(({ system, command }) => (
            <div key={system} className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-1">
              <p className="text-xs font-medium text-ink-2">{t(`groups.${system}`)}</p>
              <CommandBlock command={command} copyLabel={t('copyCommand')} copiedLabel={t('copied')} />
            </div>
          ))}
        </section>
      ) : null}
    </div>
  )
}

type ShownProps = { label: string; text: string; copyLabel: string; doneLabel: string }

function Shown({ label, text, copyLabel, doneLabel }: ShownProps) {
  return (
    <div className="grid gap-1">
      <p className="text-xs text-ink-3">{label}</p>
      <div className="flex items-center justify-between gap-2 rounded-md border bg-sunken px-3 py-2">
        <code className="min-w-0 font-mono text-sm wrap-anywhere">{text}</code>
        <CopyButton text={text} label={copyLabel} doneLabel={doneLabel} />
      </div>
    </div>
  )
}
