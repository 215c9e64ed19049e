'use client'

import { useEffect } from 'react'

/** The nonce of this page's content policy: scripts keep theirs as a property, which page code can read. */
export function styleNonce(): string | undefined {
  return document.querySelector<HTMLScriptElement>('script[nonce]')?.nonce
}

/**
 * Lets the library that locks scrolling behind a dialog write its one style element under our content policy: it reads
 * the nonce from this global.
 */
export function StyleNonce() {
  useEffect(() => {
    Object.assign(globalThis, { __webpack_nonce__: styleNonce() })
  }, [])
  return null
}
