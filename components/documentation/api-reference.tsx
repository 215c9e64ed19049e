'use client'

import { useEffect, useRef, useState } from 'react'
import { themeNow } from '../preferences/use-preferences.ts'
import { Notice } from '../ui/notice.tsx'
import { styleNonce } from '../ui/style-nonce.tsx'

const SCRIPT = '/documentacao/referencia/scalar.js'
const DOCUMENT = '/v1/openapi.json'

type Scalar = { createApiReference(place: HTMLElement, options: object): { destroy?(): void } }

/** Scalar's own names for colours and fonts, in ours. */
const LOOK = `
.light-mode, .dark-mode {
  --scalar-color-1: var(--color-ink); --scalar-color-2: var(--color-ink-2); --scalar-color-3: var(--color-ink-3);
  --scalar-color-accent: var(--color-accent-ink); --scalar-background-1: var(--color-canvas);
  --scalar-background-2: var(--color-surface); --scalar-background-3: var(--color-sunken);
  --scalar-background-accent: var(--color-accent-soft); --scalar-border-color: var(--color-line);
  --scalar-color-green: var(--color-success-ink); --scalar-color-red: var(--color-danger-ink);
  --scalar-color-orange: var(--color-warning-ink); --scalar-color-blue: var(--color-s2-ink);
  --scalar-color-yellow: var(--color-s3-ink); --scalar-color-purple: var(--color-s1-ink);
  --scalar-button-1: var(--color-accent); --scalar-button-1-color: var(--color-on-accent);
  --scalar-button-1-hover: var(--color-accent-strong);
  --scalar-font: var(--font-sans); --scalar-font-code: var(--font-mono);
}`

/** Nothing leaves this origin, and no credential that is tried here outlives the page. */
const OPTIONS = {
  url: DOCUMENT,
  theme: 'none',
  customCss: LOOK,
  layout: 'modern',
  telemetry: false,
  withDefaultFonts: false,
  persistAuth: false,
  hideClientButton: true,
  hideDarkModeToggle: true,
  showDeveloperTools: 'never',
  agent: { disabled: true },
  mcp: { disabled: true },
  documentDownloadType: 'json',
  defaultHttpClient: { targetKey: 'shell', clientKey: 'curl' },
}

/** Scalar on our OpenAPI document, in the portal's own colours. */
export function ApiReference({ waitingText, failedText }: { waitingText: string; failedText: string }) {
  const place = useRef<HTMLDivElement>(null)
  const [state, setState] = useState<'waiting' | 'shown' | 'failed'>('waiting')
  useEffect(() => {
    const script = document.createElement('script')
    let shown: ReturnType<Scalar['createApiReference']> | undefined
    script.src = SCRIPT
    script.nonce = styleNonce() ?? ''
    script.onerror = () => setState('failed')
    script.onload = () => {
      const { Scalar } = globalThis as unknown as { Scalar?: Scalar }
      if (Scalar === undefined || place.current === null) return setState('failed')
      const theme = themeNow()
      const dark = theme === 'dark' || (theme === 'system' && matchMedia('(prefers-color-scheme: dark)').matches)
      shown = Scalar.createApiReference(place.current, { ...OPTIONS, forceDarkModeState: dark ? 'dark' : 'light' })
      setState('shown')
    }
    document.head.append(script)
    return () => {
      script.remove()
      shown?.destroy?.()
    }
  }, [])
  return (
    <>
      {state === 'waiting' && (
        <p aria-busy className="p-8 text-ink-2">
          {waitingText}
        </p>
      )}
      {state === 'failed' && <Notice tone="danger">{failedText}</Notice>}
      <div ref={place} className="api-reference" />
    </>
  )
}
