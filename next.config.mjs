import createNextIntlPlugin from 'next-intl/plugin'

const withMessages = createNextIntlPlugin({
  requestConfig: './lib/console/i18n/request.ts',
  experimental: {
    // Messages are parsed when the portal is built, so that no browser loads a message parser.
    messages: { path: './messages', format: 'json', locales: ['pt-BR', 'en'], precompile: true },
  },
})

/** @type {import('next').NextConfig} */
const config = {
  // Built in .next; served from the copy that a start names, so that a later build doesn't pull it from under its feet.
  distDir: process.env.PORTAL_BUILD ?? '.next',
  poweredByHeader: false,
  reactStrictMode: true,
  agentRules: false,
  // Types are `npm run check`'s business: whoever starts the portal doesn't wait for them.
  typescript: { ignoreBuildErrors: true },
  // The optimizer would fetch addresses that a request names; the portal serves its few images as they are.
  images: { unoptimized: true },
  outputFileTracingRoot: import.meta.dirname,
  // Carries a script of several megabytes as text: read at run time, not bundled.
  serverExternalPackages: ['@scalar/fastify-api-reference'],
  turbopack: { root: import.meta.dirname },
  experimental: {
    authInterrupts: true,
    agentUpgrade: false,
    optimizePackageImports: ['radix-ui'],
    serverActions: { bodySizeLimit: '64kb' },
  },
}

export default withMessages(config)
