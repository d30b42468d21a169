import { test as base, expect } from '@playwright/test'
import type { Browser, BrowserContext, BrowserContextOptions, Page } from '@playwright/test'
import { spawn, execFileSync, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export type Options = { database: 'sqlite' | 'postgres' }
type Own = { own: string; settings: Record<string, string> }
type Session = Awaited<ReturnType<BrowserContext['storageState']>>
export type Muster = {
  address: string; link: string; data: string; console: (...words: string[]) => string
  /** As if everybody who is signed in had said then who they are: what is sensitive wants to hear it anew. */
  confirmedAt: (at: Date) => void
  /** As if every link by which somebody outside brings evidence worked until then. */
  linksUntil: (at: Date) => void
}

/** Ends at white space, so that a link that came in two pieces is not cut short. */
const LINK = /(https?:\/\/\S+\/link\/\S+)\s/
export const LEAD = 'dana@contoso.example'
export const DAY = 24 * 60 * 60 * 1000

/** The day so many days from now. */
export const day = (from: number) => new Date(Date.now() + from * DAY).toISOString().slice(0, 10)

/** A Muster of its own for each project: the demonstration on a fresh database. */
export const test = base.extend<{ quiet: void; lead: Page }, Options & { muster: Muster; session: Session } & Own>({
  database: ['sqlite', { option: true, scope: 'worker' }],
  /** Specs that try the door often name themselves here and get a Muster whose tries nobody else uses up. */
  own: ['', { option: true, scope: 'worker' }],
  /** What else that Muster is told: environment variables. */
  settings: [{}, { option: true, scope: 'worker' }],
  muster: [async ({ database, own, settings }, use, worker) => {
    const data = mkdtempSync(join(tmpdir(), `muster-e2e-${own}`))
    const port = await freePort()
    const env: NodeJS.ProcessEnv = {
      ...process.env, ...settings, MUSTER_DATA_DIR: data, MUSTER_LISTEN: `127.0.0.1:${port}`,
      MUSTER_BASE_URL: `http://localhost:${port}`, MUSTER_ARGON2_MEMORY_KIB: '8192', MUSTER_ARGON2_PASSES: '1',
      ...(database === 'postgres' ? { MUSTER_DATABASE_URL: freshPostgres(`e2e_${worker.workerIndex}_${port}`) } : {}),
    }
    const binary = process.env.MUSTER_BINARY ?? '../target/debug/muster'
    const server = spawn(binary, ['demo'], { env, stdio: ['ignore', 'pipe', 'pipe'] })
    const link = await printed(server, LINK)
    const console = (...words: string[]) => execFileSync(binary, words, { env, encoding: 'utf8' })
    const written = (statement: string) => behind(env.MUSTER_DATABASE_URL ?? join(data, 'muster.db'), statement)
    const confirmedAt = (at: Date) => written(`update sessions set factor_at = '${instant(at)}'`)
    const linksUntil = (at: Date) =>
      written(`update requests set link_until = '${instant(at)}' where link_until is not null`)
    await use({ address: `http://localhost:${port}`, link, data, console, confirmedAt, linksUntil })
    server.kill('SIGTERM')
    await new Promise(done => server.once('exit', done))
    rmSync(data, { recursive: true, force: true })
  }, { scope: 'worker', timeout: 120_000 }],

  /** The lead's session: one sign-in for all tests of the worker, because tries at the door are counted. */
  session: [async ({ browser, muster }, use) => {
    const context = await browser.newContext()
    const page = await context.newPage()
    await page.goto(rescue(muster, LEAD))
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await expect(page).toHaveURL(/\/o\/contoso/)
    const session = await context.storageState()
    await context.close()
    await use(session)
  }, { scope: 'worker' }],

  /** The page of somebody who is signed in as the lead. */
  lead: async ({ page, session }, use) => {
    await page.context().addCookies(session.cookies)
    await use(page)
  },

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

export function freePort(): Promise<number> {
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

const instant = (at: Date) => at.toISOString().replace('Z', '+00:00')

function behind(database: string, statement: string) {
  if (database.startsWith('postgres')) execFileSync('psql', [database, '-qc', statement])
  else execFileSync('sqlite3', [database, '.timeout 5000', statement])
}

export function printed(server: ChildProcess, wanted: RegExp): Promise<string> {
  return new Promise((found, fail) => {
    let text = ''
    const read = (piece: Buffer) => {
      text += piece
      const match = wanted.exec(text)
      if (match) found(match[1])
    }
    server.stdout!.on('data', read)
    server.stderr!.on('data', read)
    server.once('exit', code => fail(new Error(`muster stopped with ${code}:\n${text}`)))
  })
}

/** The address of the demonstration's Level 2 assessment. */
export async function level2(page: Page, muster: Muster): Promise<string> {
  await page.goto(`${muster.address}/o/contoso/assessments`)
  const link = page.locator('#main td a').filter({ hasText: 'Level 2' }).first()
  return muster.address + await link.getAttribute('href')
}

/** Signs somebody in by a link from the console. */
export async function comeIn(page: Page, muster: Muster, email: string) {
  await page.goto(rescue(muster, email))
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await expect(page).toHaveURL(/\/o\/contoso/)
}

/** The page of somebody else, in a browser of their own. */
export async function another(browser: Browser, options: BrowserContextOptions = {}): Promise<Page> {
  return (await browser.newContext(options)).newPage()
}

/** A one-time link from the console, for whoever is named. */
export function rescue(muster: Muster, email: string): string {
  return LINK.exec(muster.console('rescue', email))![1]
}
