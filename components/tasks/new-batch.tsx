'use client'

import { ListChecks } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { type ChangeEvent, type FormEvent, useCallback, useDeferredValue, useMemo, useRef, useState } from 'react'
import type { Purpose } from '#lib/kernel/actor.ts'
import { MAX_ROWS } from '#lib/tasks/schemas.ts'
import { RefusalNotice } from '../forms/refusal-notice.tsx'
import { type Act, useAction } from '../forms/use-action.ts'
import { PurposeChoice } from '../lookup/purpose-choice.tsx'
import { Button } from '../ui/button.tsx'
import { Field } from '../ui/field.tsx'
import { Input, TextArea } from '../ui/input.tsx'
import { useToast } from '../ui/toast.tsx'
import { readLines } from './read-lines.ts'
import { WrongLines } from './wrong-lines.tsx'

const MAX_FILE_BYTES = 1_024 * 1_024

export type NewBatchProps = {
  purposes: readonly Purpose[]
  chosen: Purpose | null
  startTask: Act<{ cpfs: string[]; purpose: Purpose; attempt: string }, null>
}

/** A list of CPFs, judged line by line as it is typed, and why they are looked up; then a button that says how many. */
export function NewBatch({ purposes, chosen, startTask }: NewBatchProps) {
  const t = useTranslations('tasks')
  const say = useToast()
  const router = useRouter()
  const [text, setText] = useState('')
  const [purpose, setPurpose] = useState(chosen)
  const [tried, setTried] = useState(false)
  const [tooLarge, setTooLarge] = useState(false)
  // One for each list that is sent: pressed twice, or sent again after a broken line, it starts one task.
  const attempt = useRef<string | null>(null)
  const { cpfs, wrong } = useLines(text)
  const started = t('started')
  const done = useCallback(() => {
    attempt.current = null
    setText('')
    setTried(false)
    say(started)
    router.refresh()
  }, [say, started, router])
  const { run, pending, refusal } = useAction(startTask, done)
  const isGood = cpfs.length > 0 && cpfs.length <= MAX_ROWS && wrong.length === 0

  const change = (next: string) => {
    attempt.current = null
    setTooLarge(false)
    setText(next)
  }
  const choose = async ({ target }: ChangeEvent<HTMLInputElement>) => {
    const [file] = target.files ?? []
    if (!file) return
    if (file.size > MAX_FILE_BYTES) setTooLarge(true)
    else change(await file.text())
    target.value = ''
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (!isGood || purpose === null || pending) return
    attempt.current ??= crypto.randomUUID()
    run({ cpfs: [...cpfs], purpose, attempt: attempt.current })
  }
  return (
    <form method="post" noValidate onSubmit={submit} className="grid gap-5 p-4 sm:p-5">
      <div className="grid items-start gap-5 lg:grid-cols-[2fr_1fr]">
        <Field label={t('cpfs')} note={t('counted', { count: cpfs.length })} hint={t('cpfsHint')}>
          {(control) => (
            <TextArea
              {...control}
              {...(wrong.length > 0 ? { 'aria-invalid': true } : {})}
              rows={7}
              value={text}
              onChange={(event) => change(event.target.value)}
              autoComplete="off"
              spellCheck={false}
              className="font-mono text-sm"
            />
          )}
        </Field>
        <Field label={t('file')} error={tooLarge ? t('fileTooLarge') : undefined}>
          {(control) => (
            <Input
              {...control}
              type="file"
              accept=".csv,.txt,text/csv,text/plain"
              onChange={choose}
              className="pt-1.5 text-sm"
            />
          )}
        </Field>
      </div>
      <WrongLines wrong={wrong} />
      {cpfs.length > MAX_ROWS ? <p className="text-sm text-danger-ink">{t('tooMany')}</p> : null}
      <PurposeChoice purposes={purposes} value={purpose} onChoose={setPurpose} error={tried && purpose === null} />
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <Button type="submit" variant="primary" pending={pending} disabled={!isGood}>
          <ListChecks aria-hidden />
          {t('run', { count: isGood ? cpfs.length : 0 })}
        </Button>
        <p className="text-sm text-ink-2">{t('onRecord')}</p>
      </div>
      <RefusalNotice refusal={refusal} />
    </form>
  )
}

/** Ten thousand lines take a moment: typing goes first. */
function useLines(text: string) {
  const settled = useDeferredValue(text)
  return useMemo(() => readLines(settled), [settled])
}
