import { expect, type Muster } from './support'
import { Device, add } from './passkeys'
import type { Page } from '@playwright/test'

/** Sends a form of the page that is open, with what it carries to prove where it came from. */
async function send(page: Page, action: string, form: Record<string, string>) {
  const csrf = await page.locator('input[name=csrf]').first().inputValue()
  const headers = { origin: new URL(action).origin }
  const answer = await page.request.post(action, { form: { csrf, ...form }, headers, maxRedirects: 0 })
  expect(answer.status(), `${action} ${JSON.stringify(form)}`).toBe(303)
}

/** An item of the POA&M that somebody else has submitted: the address of its page. */
export async function submitted(lee: Page, at: string): Promise<string> {
  await lee.goto(`${at}/poams?requirement=3.4.4`)
  await lee.getByRole('link', { name: '3.4.4', exact: true }).click()
  await expect(lee.getByRole('heading', { level: 1 })).toContainText('3.4.4')
  const item = lee.url().replace(/#.*/, '')
  if (!await lee.getByRole('link', { name: 'Submit its closure' }).count()) return item
  for (const href of await hrefs(lee, 'ol.steps a[href*="/milestones/"]')) {
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
