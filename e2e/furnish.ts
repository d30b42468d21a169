import { expect, type Muster } from './support'
import { Device, add } from './passkeys'
import type { Page } from '@playwright/test'

const DAY = 24 * 60 * 60 * 1000
const day = (from: number) => new Date(Date.now() + from * DAY).toISOString().slice(0, 10)

/** Sends a form of the page that is open, with what it carries to prove where it came from. */
async function send(page: Page, action: string, form: Record<string, string>) {
  const csrf = await page.locator('input[name=csrf]').first().inputValue()
  const headers = { origin: new URL(action).origin }
  const answer = await page.request.post(action, { form: { csrf, ...form }, headers, maxRedirects: 0 })
  expect(answer.status(), `${action} ${JSON.stringify(form)}`).toBe(303)
}

/** The lead's demonstration has no neighbour of the POA&M: one of each, so that their pages show something. */
export async function furnish(lead: Page, at: string) {
  await lead.goto(`${at}/exceptions`)
  if (await lead.getByRole('link', { name: '3.4.2', exact: true }).count()) return
  await lead.goto(`${at}/requirements/3.4.2/exception`)
  await send(lead, `${at}/requirements/3.4.2/exception`, {
    version: await lead.locator('input[name=version]').first().inputValue(), confirmed: 'yes',
    note: 'The controller of machine 4 takes no settings.', mitigations: 'It stands behind a firewall of its own.',
    ssp_reference: 'Section 3.4, version 2',
  })
  await lead.goto(`${at}/requirements/3.1.1/deficiency`)
  await send(lead, `${at}/requirements/3.1.1/deficiency`, {
    version: await lead.locator('input[name=version]').first().inputValue(), confirmed: 'yes',
    note: 'The shop switches take any device since the change in spring.', fix: 'Change 121 puts the list on them.',
    origin: 'after_implementation', review_on: day(14),
  })
}

/** An item of the POA&M that somebody else has submitted: the address of its page. */
export async function submitted(lee: Page, at: string): Promise<string> {
  await lee.goto(`${at}/poams?requirement=3.4.4`)
  await lee.getByRole('link', { name: '3.4.4', exact: true }).click()
  await expect(lee.getByRole('heading', { level: 1 })).toContainText('3.4.4')
  const item = lee.url().replace(/#.*/, '')
  if (!await lee.getByRole('link', { name: 'Submit its closure' }).count()) return item
  for (const href of await hrefs(lee, 'ol.steps a')) {
    await send(lee, `${new URL(at).origin}${href}/change`, { do: 'done' })
  }
  await lee.goto(`${item}/evidence`)
  await send(lee, `${item}/evidence`, { link: (await lee.locator('input[name=link]').first().getAttribute('value'))! })
  await send(lee, `${item}/submit`, { closure: 'The field is mandatory; five changes show an answer in it.' })
  return item
}

const hrefs = (page: Page, selector: string) =>
  page.locator(selector).evaluateAll(links => links.map(link => link.getAttribute('href')!))

/** A passkey for whoever is signed in: the address of its page. */
export async function passkey(page: Page, muster: Muster): Promise<string> {
  await page.goto(`${muster.address}/account/security`)
  const link = page.getByRole('link', { name: 'Office laptop' })
  if (!await link.count()) {
    await Device.plugIn(page, 'internal')
    await add(page, muster.address, 'Office laptop')
    await expect(page.getByText('Your passkey works from now on')).toBeVisible()
    await page.goto(`${muster.address}/account/security`)
  }
  return muster.address + await link.getAttribute('href')
}
