'use client'

import { useTranslations } from 'next-intl'
import { useEffect, useRef } from 'react'
import { Button } from '../ui/button.tsx'
import { CopyButton } from '../ui/copy-button.tsx'
import { Notice } from '../ui/notice.tsx'

/** The codes for a lost phone, shown this once. */
export function RecoveryCodes({ codes, onDone }: { codes: readonly string[]; onDone: () => void }) {
  const t = useTranslations('secondFactor')
  const head = useRef<HTMLHeadingElement>(null)
  // The form that had the focus is gone: what came in its place is what there is to read.
  useEffect(() => head.current?.focus(), [])
  return (
    <section aria-labelledby="codigos-de-recuperacao" className="grid gap-4">
      <h3
        id="codigos-de-recuperacao"
        ref={head}
        tabIndex={-1}
        className="flex items-center gap-1 text-sm font-semibold"
      >
        {t('codes')}
        <CopyButton text={codes.join('\n')} label={t('copyCodes')} doneLabel={t('copied')} />
      </h3>
      <Notice tone="warning">{t('codesOnce')}</Notice>
      <ul className="grid gap-x-8 gap-y-1 font-mono text-sm sm:grid-cols-2 sm:justify-start">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <Button variant="primary" className="justify-self-start" onClick={onDone}>
        {t('codesKept')}
      </Button>
    </section>
  )
}
