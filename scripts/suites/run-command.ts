import { spawn } from 'node:child_process'
import { REPOSITORY } from '#lib/testing/host-file.ts'

export type CommandResult = { code: number; output: string }

const running = new Set<() => void>()

/** Runs one of the project's tools and keeps what it says. It ends when this process is asked to end. */
export function runCommand(
  command: string,
  args: readonly string[],
  env: Record<string, string | undefined> = {},
): Promise<CommandResult> {
  const child = spawn(command, args, {
    cwd: REPOSITORY,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const kill = () => void child.kill('SIGTERM')
  running.add(kill)
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
  }
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => {
      running.delete(kill)
      resolve({ code: code ?? 1, output })
    })
  })
}

/** One of the programs that packages bring, under this Node. */
export function runTool(path: string, args: readonly string[]): Promise<CommandResult> {
  return runCommand(process.execPath, [`node_modules/${path}`, ...args])
}

export function stopRunning(): void {
  for (const kill of running) kill()
}
