import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, LEAD, rescue, test } from './support'
import type { Page } from '@playwright/test'

const TABBED = 'a[href], button, select, textarea, input:not([type=hidden])'

/** How often Tab has to be pressed in lynx, on a page just opened, to come to this control. */
async function tabsTo(page: Page, control: string): Promise<number> {
  const controls = await page.locator(TABBED).all()
  for (const [index, one] of controls.entries()) {
    if (await one.getAttribute('id') === control) return index
  }
  throw new Error(`no ${control} on ${page.url()}`)
}

const tab = (times: number) => Array<string>(times).fill('<tab>')

/** Opens an address in lynx and presses these keys, one after the other. */
function inLynx(address: string, keys: string[]) {
  const folder = mkdtempSync(join(tmpdir(), 'muster-lynx-'))
  const script = join(folder, 'keys')
  writeFileSync(script, keys.map(key => `key ${key}\n`).join(''))
  execFileSync('lynx', ['-accept_all_cookies', '-nopause', `-cmd_script=${script}`, address],
    { env: { ...process.env, TERM: 'vt100' }, stdio: ['ignore', 'pipe', 'pipe'], timeout: 30_000 })
  rmSync(folder, { recursive: true })
}

test('lynx signs in by a link and assesses an objective @walk @lynx', async ({ lead, muster }) => {
  // The demonstration's own is assessed from end to end.
  await lead.goto(`${muster.address}/o/contoso/assessments/new`)
  await lead.getByLabel('Title', { exact: true }).fill('By lynx')
  await lead.getByLabel('Level 2, self-assessment').check()
  await lead.getByLabel('System', { exact: true }).selectOption({ label: 'Shop and engineering network' })
  await lead.getByRole('button', { name: 'Start' }).click()
  await expect(lead.getByRole('heading', { level: 1 })).toHaveText('By lynx')
  await lead.getByRole('link', { name: /^Assess \d+ objectives/ }).click()
  await expect(lead.getByRole('radio', { name: /^Not assessed/ })).toBeChecked()
  const objective = lead.url().replace(/\?.*/, '')
  const name = await lead.locator('h1 code.id').innerText()
  await lead.goto(objective)
  const met = await tabsTo(lead, 'field-result')
  const save = await tabsTo(lead, 'save-stay')

  inLynx(rescue(muster, LEAD), ['<tab>', '^J', 'g', ...objective, '^J', ...tab(met), '^J', ...tab(save - met), '^J', 'Q'])

  await lead.goto(objective)
  await expect(lead.locator('h1 code.id')).toHaveText(name)
  await expect(lead.getByRole('radio', { name: /^Met/ })).toBeChecked()
  await expect(lead.locator('.workbench__text')).toContainText('Dana Whitfield')
  await lead.goto(`${muster.address}/o/contoso/trail`)
  await expect(lead.locator('#main')).toContainText(name.replace(/^.*L2-/, '').replace(/\[.*/, ''))
})
