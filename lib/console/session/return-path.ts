const PAGES = [
  '/consultas',
  '/carteira',
  '/concessoes',
  '/tarefas',
  '/chaves',
  '/uso',
  '/servicos',
  '/equipe',
  '/minha-conta',
] as const

/**
 * Where to go after signing in: a path of one of our own pages, or null. Anything else (another host, a scheme, a
 * backslash that browsers read as a slash) is dropped, so that a link to the sign-in page can't lead away from it.
 */
export function parseReturnPath(text: string | null | undefined): string | null {
  if (!text || !/^\/[A-Za-z0-9/_-]*$/.test(text) || text.includes('//')) return null
  return PAGES.some((page) => text === page || text.startsWith(`${page}/`)) ? text : null
}
