'use client'

import { Search } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { type ChangeEvent, type ReactNode, useLayoutEffect, useRef } from 'react'
import { Kbd } from '../ui/kbd.tsx'
import { type PersonReading, punctuate } from './person-reading.ts'

export type SearchBoxProps = {
  value: string
  reading: PersonReading
  onChange: (text: string) => void
  /** Beside what was recognised: the way to say that it is something else. */
  children?: ReactNode
}

/** The one box of the look-up page. It never keeps or suggests what others typed. */
export function SearchBox({ value, reading, onChange, children }: SearchBoxProps) {
  const t = useTranslations('lookup')
  const box = useRef<HTMLInputElement>(null)
  const caret = useRef<number | null>(null)
  useLayoutEffect(() => {
    if (caret.current !== null) box.current?.setSelectionRange(caret.current, caret.current)
    caret.current = null
  })
  const change = (event: ChangeEvent<HTMLInputElement>) => {
    const typed = event.target.value
    const punctuated = punctuate(typed, event.target.selectionStart ?? typed.length)
    if (punctuated.text !== typed) caret.current = punctuated.caret
    onChange(punctuated.text)
  }
  const wrong = reading.kind === 'wrong' || reading.kind === 'card_number'
  return (
    <div className="grid gap-1.5">
      <label htmlFor="pessoa" className="text-sm font-medium">
        {t('box')}
      </label>
      <div className="relative">
        <Search aria-hidden className="absolute top-1/2 left-3.5 size-5 -translate-y-1/2 text-ink-3" />
        <input
          ref={box}
          id="pessoa"
          name="pessoa"
          data-search-box
          value={value}
          onChange={change}
          // biome-ignore lint/a11y/noAutofocus: the page is this one box; whoever opens it is about to type
          autoFocus
          autoComplete="off"
          autoCorrect="off"
          spellCheck={false}
          placeholder={t('boxExample')}
          aria-describedby="pessoa-leitura"
          aria-invalid={wrong || undefined}
          className="h-12 w-full rounded-lg border border-control bg-surface pr-12 pl-11 text-lg placeholder:text-ink-3 hover:border-ink-3 focus-visible:outline-offset-0 aria-invalid:border-danger aria-invalid:focus-visible:outline-danger"
        />
        <span aria-hidden className="absolute top-1/2 right-3 hidden -translate-y-1/2 sm:block">
          <Kbd>/</Kbd>
        </span>
      </div>
      <div className="flex min-h-9 flex-wrap items-center justify-between gap-x-4 gap-y-1">
        <div id="pessoa-leitura" aria-live="polite" className="min-w-0 flex-1 basis-60 text-sm">
          <ReadingLine reading={reading} text={value} />
        </div>
        {children}
      </div>
    </div>
  )
}

function ReadingLine({ reading, text }: { reading: PersonReading; text: string }) {
  const t = useTranslations('lookup')
  switch (reading.kind) {
    case 'blank':
      return <span className="text-ink-3">{t('reading.blank')}</span>
    case 'typing':
      return <span className="text-ink-3">{t('reading.typing', { count: reading.digitsLeft })}</span>
    case 'typing_date':
      return <span className="text-ink-3">{t('reading.typing_date')}</span>
    case 'ready':
      return <span className="text-success-ink">{t(`reading.ready.${reading.shape}`)}</span>
    case 'unfit':
      return (
        <span className="text-warning-ink">
          {t(reading.code === 'cep_invalido' ? 'reading.cep_invalido' : `reading.unfit.${reading.shape}`)}
        </span>
      )
    case 'card_number':
      return <span className="text-danger-ink">{t('reading.card_number')}</span>
    case 'wrong':
      return (
        <span className="text-danger-ink">
          {reading.wrongDigit === null
            ? t(`reading.${reading.code}`)
            : t('reading.cpf_digito', { place: reading.wrongDigit })}
          {reading.wrongDigit === null ? null : <MarkedDigit text={text} place={reading.wrongDigit} />}
        </span>
      )
  }
}

/** The number with the digit that fails underlined. */
function MarkedDigit({ text, place }: { text: string; place: number }) {
  let seen = 0
  const at = [...text].findIndex((character) => /\d/.test(character) && ++seen === place)
  return (
    <span aria-hidden className="ml-2 font-mono">
      {text.slice(0, at)}
      <strong className="rounded-sm bg-danger-soft px-0.5 underline">{text[at]}</strong>
      {text.slice(at + 1)}
    </span>
  )
}
