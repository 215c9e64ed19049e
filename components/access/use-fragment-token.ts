'use client'

import { useEffect, useState } from 'react'

/**
 * The one-time token of a link, from the part after `#`, which browsers keep to themselves: no server log and no
 * Referer header has it. It's taken out of the address at once. Undefined until the page has looked.
 */
export function useFragmentToken(): string | null | undefined {
  const [token, setToken] = useState<string | null>()
  useEffect(() => {
    const fragment = window.location.hash.slice(1)
    setToken((before) => before ?? (/^[0-9A-Za-z]{43}$/.test(fragment) ? fragment : null))
    if (fragment) window.history.replaceState(window.history.state, '', window.location.pathname)
  }, [])
  return token
}
