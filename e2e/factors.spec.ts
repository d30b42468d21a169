import { expect, rescue, test } from './support'
import { code, setUpApp } from './totp'
import type { Page } from '@playwright/test'

const PERSON = 'priya@contoso.example'
const PASSWORD = 'eleven quiet milling machines'

async function firstStep(page: Page, address: string) {
  await page.goto(`${address}/signin`)
  await page.getByLabel('Email').fill(PERSON)
  await page.getByLabel('Password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Second step')
}

async function leave(page: Page) {
  await page.getByText('Priya', { exact: false }).first().click()
  await page.getByRole('button', { name: 'Sign out' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Sign in')
}

test.use({ own: 'factors' })

test('A password, an authenticator app and a backup code @walk', async ({ page, muster }) => {
  await page.goto(rescue(muster, PERSON))
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await expect(page).toHaveURL(/\/o\/contoso/)
  await page.goto(`${muster.address}/settings/password`)
  await page.getByLabel('New password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Change password' }).click()
  await expect(page.locator('.flash')).toBeVisible()

  const letters = await setUpApp(page, muster)
  await page.getByRole('button', { name: 'Make backup codes' }).click()
  await expect(page.locator('.backup-codes code')).toHaveCount(10)
  const codes = await page.locator('.backup-codes code').allInnerTexts()
  await page.getByRole('link', { name: 'I have kept them' }).click()
  await expect(page.getByText('10 of 10 left')).toBeVisible()
  await leave(page)

  await firstStep(page, muster.address)
  await page.getByLabel('Code from your authenticator app').fill('000000')
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await expect(page.locator('.summary')).toContainText('There is a problem')
  // The code that set the app up is used; the next one is taken already, and the clock is remarked upon.
  await page.getByLabel('Code from your authenticator app').fill(code(letters, Date.now() + 30_000))
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await expect(page.getByText(/seconds ahead of ours/)).toBeVisible()
  await leave(page)

  await firstStep(page, muster.address)
  await page.getByRole('link', { name: 'Use a backup code' }).click()
  await page.getByLabel('Backup code').fill(codes[6].toLowerCase())
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await expect(page).toHaveURL(/\/o\/contoso/)
  await page.goto(`${muster.address}/account/security`)
  await expect(page.getByText('9 of 10 left')).toBeVisible()
})
