import { Badge } from '../ui/badge.tsx'

/** Which system a scope opens, for its colour; null for the institution's own paths. */
export function systemOfScope(scope: string): '1' | '2' | '3' | null {
  if (scope === 'dividas:resumo') return '2'
  const system = /^sistema([123]):/.exec(scope)?.[1]
  return system === '1' || system === '2' || system === '3' ? system : null
}

/** What a key opens, in the colours of the systems; `most` of it, and how much more there is. */
export function ScopeChips({ scopes, most = scopes.length }: { scopes: readonly string[]; most?: number }) {
  // One more takes no more room than saying that there is one more.
  const shown = scopes.length <= most + 1 ? scopes : scopes.slice(0, most)
  return (
    <ul className="flex max-w-md flex-wrap gap-1 py-1">
      {shown.map((scope) => {
        const system = systemOfScope(scope)
        return (
          <li key={scope} className="flex" {...(system ? { 'data-system': system } : {})}>
            <Badge tone={system ? 'system' : 'neutral'} className="font-mono">
              {scope}
            </Badge>
          </li>
        )
      })}
      {shown.length < scopes.length ? (
        <li className="flex">
          <Badge>+{scopes.length - shown.length}</Badge>
        </li>
      ) : null}
    </ul>
  )
}
