import { createHmac } from 'node:crypto'
import { expect, rescue, test } from './support'
import type { Page } from '@playwright/test'

const PERSON = 'priya@contoso.example'
const PASSWORD = 'eleven quiet milling machines'

/** What an authenticator app makes of the letters that a page shows (RFC 6238). */
function code(letters: string, at: number): string {
  const bits = [...letters.replace(/\s/g, '')].map(letter =>
    'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0')).join('')
  const secret = Buffer.from(bits.match(/.{8}/g)!.map(byte => parseInt(byte, 2)))
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(Math.floor(at / 30_000)))
  const mac = createHmac('sha1', secret).update(counter).digest()
  const number = mac.readUInt32BE(mac[19] & 15) & 0x7fffffff
  return String(number % 1_000_000).padStart(6, '0')
}

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
  await page.goto(`${muster.address}/settings/password`)
  await page.getByLabel('New password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Change password' }).click()

  await page.goto(`${muster.address}/account/security`)
  await page.getByRole('link', { name: 'Set up an authenticator app' }).click()
  await expect(page.getByRole('img', { name: /^QR code/ })).toBeVisible()
  const letters = await page.locator('#totp-letters').innerText()
  await page.getByLabel('Code from the app').fill(code(letters, Date.now()))
  await page.getByRole('button', { name: 'Set up' }).click()
  await expect(page.getByText('Your authenticator app is set up.')).toBeVisible()
  await page.getByRole('button', { name: 'Make backup codes' }).click()
  const codes = await page.locator('.backup-codes code').allInnerTexts()
  expect(codes).toHaveLength(10)
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
  await page.goto(`${muster.address}/account/security`)
  await expect(page.getByText('9 of 10 left')).toBeVisible()
})
