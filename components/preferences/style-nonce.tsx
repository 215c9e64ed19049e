'use client'

import { useEffect } from 'react'

/**
 * Lets the libraries that lock scrolling behind a dialog write their one style element under our content policy: they
 * read the nonce from this global. Scripts keep theirs as a property that page code can read.
 */
export function StyleNonce() {
  useEffect(() => {
    const nonce = document.querySelector<HTMLScriptElement>('script[nonce]')?.nonce
    if (nonce) Object.assign(globalThis, { __webpack_nonce__: nonce })
  }, [])
  return null
}
