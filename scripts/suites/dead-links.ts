import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { REPOSITORY } from '#lib/testing/host-file.ts'

/** Links in our Markdown that lead nowhere in this checkout: to a file that isn't there, or to a heading it hasn't. */
export function findDeadLinks(root = REPOSITORY): string[] {
  const pages = globSync(['*.md', 'docs/**/*.md', 'lib/**/*.md'], { cwd: root })
  return pages.flatMap((page) => {
    const text = readFileSync(join(root, page), 'utf8')
    return linksIn(text)
      .filter((link) => !isAlive(root, page, link))
      .map((link) => `${page}: ${link}`)
  })
}

function linksIn(markdown: string): string[] {
  const prose = markdown.replace(/^```[\s\S]*?^```/gm, '').replace(/`[^`\n]*`/g, '')
  return [...prose.matchAll(/\[[^\]]*\]\(\s*<?([^)\s>]+)>?[^)]*\)/g)].map(([, target]) => target ?? '')
}

function isAlive(root: string, page: string, link: string): boolean {
  if (/^[a-z][a-z0-9+.-]*:/i.test(link)) return true
  const [path = '', anchor] = link.split('#')
  const file = path === '' ? join(root, page) : join(root, path.startsWith('/') ? '' : dirname(page), decodeURI(path))
  if (!existsSync(file)) return false
  return anchor === undefined || !file.endsWith('.md') || anchorsIn(readFileSync(file, 'utf8')).has(anchor)
}

/** Headings as GitHub and most viewers make anchors of them. */
function anchorsIn(markdown: string): Set<string> {
  const headings = [...markdown.matchAll(/^#{1,6}\s+(.+?)\s*#*$/gm)].map(([, heading]) => heading ?? '')
  return new Set(
    headings.map((heading) =>
      heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, '')
        .replace(/\s/g, '-'),
    ),
  )
}
