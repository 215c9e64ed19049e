import { Badge } from '../ui/badge.tsx'

/** Which system a scope opens, for its colour; null for the institution's own paths. */
export function systemOfScope(scope: string): '1' | '2' | '3' | null {
  if (scope === 'dividas:resumo') return '2'
  const system = /^sistema([123]):/.exec(scope)?.[1]
  return system === '1' || system === '2' || system === '3' ? system : null
}

/** What a key opens, in the colours of the systems. */
export function ScopeChips({ scopes }: { scopes: readonly string[] }) {
  return (
    <ul className="flex max-w-md flex-wrap gap-1 py-1">
      {scopes.map((scope) => {
        const system = systemOfScope(scope)
        return (
          <li key={scope} className="flex" {...(system ? { 'data-system': system } : {})}>
            <Badge tone={system ? 'system' : 'neutral'} className="font-mono">
              {scope}
            </Badge>
          </li>
        )
      })}
    </ul>
  )
}
