import { test as base, expect, type Page } from '@playwright/test'
import { spawn, execFileSync, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export type Options = { database: 'sqlite' | 'postgres' }
export type Muster = { address: string; link: string; console: (...words: string[]) => string }

/** A Muster of its own for each project: the demonstration on a fresh database. */
export const test = base.extend<{ quiet: void }, Options & { muster: Muster }>({
  database: ['sqlite', { option: true, scope: 'worker' }],
  muster: [async ({ database }, use, worker) => {
    const data = mkdtempSync(join(tmpdir(), 'muster-e2e-'))
    const port = await freePort()
    const env = {
      ...process.env, MUSTER_DATA_DIR: data, MUSTER_LISTEN: `127.0.0.1:${port}`,
      MUSTER_BASE_URL: `http://localhost:${port}`, MUSTER_ARGON2_MEMORY_KIB: '8192', MUSTER_ARGON2_PASSES: '1',
      ...(database === 'postgres' ? { MUSTER_DATABASE_URL: freshPostgres(`e2e_${worker.workerIndex}_${port}`) } : {}),
    }
    const binary = process.env.MUSTER_BINARY ?? '../target/debug/muster'
    const server = spawn(binary, ['demo'], { env, stdio: ['ignore', 'pipe', 'pipe'] })
    const link = await printed(server, /https?:\/\/\S+\/link\/\S+/)
    const console = (...words: string[]) => execFileSync(binary, words, { env, encoding: 'utf8' })
    await use({ address: `http://localhost:${port}`, link, console })
    server.kill('SIGTERM')
    await new Promise(done => server.once('exit', done))
    rmSync(data, { recursive: true, force: true })
  }, { scope: 'worker', timeout: 120_000 }],

  /** Every test fails on a breach of the content policy or an uncaught error in a script. */
  quiet: [async ({ page }, use) => {
    const faults: string[] = []
    page.on('pageerror', error => faults.push(String(error)))
    page.on('console', line => {
      if (/Content Security Policy|Refused to/.test(line.text())) faults.push(line.text())
    })
    await use()
    expect(faults).toEqual([])
  }, { auto: true }],
})
export { expect }

function freePort(): Promise<number> {
  return new Promise((found, fail) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number }
      probe.close(() => found(port))
    }).on('error', fail)
  })
}

function freshPostgres(name: string): string {
  const url = process.env.MUSTER_TEST_POSTGRES
  if (!url) throw new Error('MUSTER_TEST_POSTGRES is not set; tests/run sets it')
  execFileSync('psql', [url, '-qc', `create database ${name}`])
  return url.replace(/\/[^/]*$/, `/${name}`)
}

function printed(server: ChildProcess, wanted: RegExp): Promise<string> {
  return new Promise((found, fail) => {
    let text = ''
    const read = (piece: Buffer) => {
      text += piece
      const match = wanted.exec(text)
      if (match) found(match[0])
    }
    server.stdout!.on('data', read)
    server.stderr!.on('data', read)
    server.once('exit', code => fail(new Error(`muster stopped with ${code}:\n${text}`)))
  })
}

/** Signs in as the demonstration's lead by a link from the console, and gives the address of its newest open assessment. */
export async function signIn(page: Page, muster: Muster, email = 'dana@contoso.example'): Promise<string> {
  const link = /https?:\/\/\S+\/link\/\S+/.exec(muster.console('rescue', email))![0]
  await page.goto(link)
  await page.getByRole('button', { name: /sign in/i }).click()
  await page.goto(`${muster.address}/o/contoso`)
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  return page.url().replace(/[?#].*$/, '')
}
