import { spawn, type ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import { expect, LEAD, freePort, printed, rescue, test } from './support'
import type { Page } from '@playwright/test'

const CLIENT = 'muster'
const SECRET = 'a secret & more of it: for the walk'

/** A provider that sends people back to `redirect`. */
async function provider(redirect: string): Promise<{ issuer: string; process: ChildProcess }> {
  const port = await freePort()
  const words = [join(__dirname, 'idp.mjs'), String(port), CLIENT, SECRET, redirect]
  const process = spawn('node', words, { stdio: ['ignore', 'pipe', 'pipe'] })
  await printed(process, /(listening)/)
  return { issuer: `http://127.0.0.1:${port}`, process }
}

/** Signs in there as `name`, and lets Muster know. */
async function approve(page: Page, name: string) {
  await page.locator('input[name=login]').fill(name)
  await page.locator('input[name=password]').fill('anything')
  await page.getByRole('button', { name: 'Sign-in' }).click()
  await page.getByRole('button', { name: 'Continue' }).click()
}

test.use({ own: 'provider' })

test('Set a provider up, link an account there, and come in by it @walk', async ({ page, muster }) => {
  await page.goto(rescue(muster, LEAD))
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await expect(page).toHaveURL(/\/o\/contoso/)
  await page.goto(muster.address + '/o/contoso/settings/providers')
  await page.getByRole('link', { name: 'Add a provider' }).first().click()
  const { issuer, process } = await provider(await page.locator('#provider-form code').innerText())
  try {
    await page.getByLabel('Name', { exact: true }).fill('Contoso ID')
    await page.getByLabel('Issuer').fill(issuer)
    await page.getByLabel('Client ID').fill(CLIENT)
    await page.getByLabel('Client secret').fill(SECRET)
    await page.getByRole('button', { name: 'Add', exact: true }).click()
    await page.getByRole('button', { name: 'Test the connection' }).click()
    await expect(page.getByRole('status').first()).toContainText('answers and goes by this issuer')

    await page.goto(muster.address + '/account/security')
    await page.getByRole('button', { name: 'Link an account at Contoso ID' }).click()
    await approve(page, 'dana-there')
    await expect(page).toHaveURL(/\/account\/security$/)
    await expect(page.getByRole('row', { name: /Contoso ID/ })).toContainText('dana-there@contoso.example')

    await page.context().clearCookies()
    await page.goto(muster.address + '/signin?next=%2Fo%2Fcontoso%2Fpeople')
    await page.getByRole('button', { name: 'Continue with Contoso ID' }).click()
    await approve(page, 'dana-there')
    await expect(page).toHaveURL(/\/o\/contoso\/people$/)

    await page.context().clearCookies()
    await page.goto(muster.address + '/signin')
    await page.getByRole('button', { name: 'Continue with Contoso ID' }).click()
    await approve(page, 'mallory')
    await expect(page).toHaveURL(/\/signin/)
    await expect(page.getByRole('alert').first()).toContainText('belongs to nobody here yet')
    await expect(page.getByLabel('Password')).toBeVisible()
  } finally {
    process.kill('SIGTERM')
  }
})
